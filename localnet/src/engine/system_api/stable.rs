//! `ic0.stable_*` and `ic0.stable64_*`.

use super::host::{Api, Failure, Host, stable_out_of_bounds};
use super::run::allowed;
use wasmtime::{Caller, Linker, Result};

/// Cost of asking for the size.
const SIZE: u64 = 0;
/// Cost of growing.
const GROW: u64 = 100;
/// Fixed cost of reading and writing; each byte costs one more.
const ACCESS: u64 = 20;
/// Cost of each 4 KiB page that a message writes to for the first time.
const DIRTY_PAGE: u64 = 1_000;
/// Pages that the 32-bit functions can reach: 4 GiB.
const PAGES_32_BIT: u64 = 65_536;

pub fn define(linker: &mut Linker<Host>) -> Result<()> {
    linker.func_wrap("ic0", "stable64_size", |caller: Caller<'_, Host>| {
        let mut api = Api::begin(caller, "stable64_size", SIZE, allowed::NOT_START)?;
        Ok(api.stable().size())
    })?;
    linker.func_wrap("ic0", "stable_size", |caller: Caller<'_, Host>| {
        let mut api = Api::begin(caller, "stable_size", SIZE, allowed::NOT_START)?;
        small_enough(&mut api)
    })?;
    linker.func_wrap(
        "ic0",
        "stable64_grow",
        |caller: Caller<'_, Host>, pages: u64| {
            let mut api = Api::begin(caller, "stable64_grow", GROW, allowed::NOT_START)?;
            Ok(api.grow_stable(pages)?.unwrap_or(u64::MAX))
        },
    )?;
    linker.func_wrap(
        "ic0",
        "stable_grow",
        |caller: Caller<'_, Host>, pages: u32| {
            let mut api = Api::begin(caller, "stable_grow", GROW, allowed::NOT_START)?;
            let before = u64::from(small_enough(&mut api)?);
            if before + u64::from(pages) > PAGES_32_BIT {
                return Ok(u32::MAX);
            }
            let before = api.grow_stable(pages.into())?;
            Ok(before.map_or(u32::MAX, |n| n as u32))
        },
    )?;
    linker.func_wrap(
        "ic0",
        "stable64_read",
        |caller: Caller<'_, Host>, to: u64, from: u64, len: u64| {
            let mut api = Api::begin(
                caller,
                "stable64_read",
                ACCESS.saturating_add(len),
                allowed::NOT_START,
            )?;
            api.stable_to_heap(to, from, len)
        },
    )?;
    linker.func_wrap(
        "ic0",
        "stable_read",
        |caller: Caller<'_, Host>, to: u32, from: u32, len: u32| {
            let mut api = Api::begin(
                caller,
                "stable_read",
                ACCESS + u64::from(len),
                allowed::NOT_START,
            )?;
            small_enough(&mut api)?;
            api.stable_to_heap(to.into(), from.into(), len.into())
        },
    )?;
    linker.func_wrap(
        "ic0",
        "stable64_write",
        |caller: Caller<'_, Host>, to: u64, from: u64, len: u64| {
            let mut api = Api::begin(
                caller,
                "stable64_write",
                ACCESS.saturating_add(len),
                allowed::NOT_START,
            )?;
            write(&mut api, to, from, len)
        },
    )?;
    linker.func_wrap(
        "ic0",
        "stable_write",
        |caller: Caller<'_, Host>, to: u32, from: u32, len: u32| {
            let mut api = Api::begin(
                caller,
                "stable_write",
                ACCESS + u64::from(len),
                allowed::NOT_START,
            )?;
            small_enough(&mut api)?;
            write(&mut api, to.into(), from.into(), len.into())
        },
    )?;
    Ok(())
}

/// The size, for the functions that cannot address more than 4 GiB.
fn small_enough(api: &mut Api<'_>) -> Result<u32> {
    let size = api.stable().size();
    if size > PAGES_32_BIT {
        return Err(Failure::Trapped(
            "32 bit stable memory api used on a memory larger than 4GB".into(),
        )
        .into());
    }
    Ok(size as u32)
}

fn write(api: &mut Api<'_>, to: u64, from: u64, len: u64) -> Result<()> {
    if to
        .checked_add(len)
        .is_none_or(|end| end > api.stable().size_bytes())
    {
        return Err(stable_out_of_bounds());
    }
    let pages = api.stable().clean_pages(to, len);
    if pages > 0 {
        api.charge(pages * DIRTY_PAGE)?;
    }
    api.heap_to_stable(to, from, len)
}
