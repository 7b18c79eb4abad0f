//! The Candid types of ICRC-21, ICRC-10 and ICRC-28, as the standards have them.

use candid::{CandidType, Deserialize, Nat};
use serde_bytes::ByteBuf;

/// How a wallet wants to be told what a call does (ICRC-21).
#[derive(CandidType, Deserialize, Clone, Debug, PartialEq, Eq)]
pub struct ConsentMessageRequest {
    /// The method that is to be called.
    pub method: String,
    /// The argument of that call, in Candid.
    pub arg: ByteBuf,
    pub user_preferences: ConsentMessageSpec,
}

/// What the person and the device of a wallet prefer.
#[derive(CandidType, Deserialize, Clone, Debug, PartialEq, Eq)]
pub struct ConsentMessageSpec {
    pub metadata: ConsentMessageMetadata,
    /// `GenericDisplay` when null.
    pub device_spec: Option<DeviceSpec>,
}

/// The language of a message, and the clock that its times are shown by.
#[derive(CandidType, Deserialize, Clone, Debug, PartialEq, Eq)]
pub struct ConsentMessageMetadata {
    /// A language tag (BCP 47). Messages come in English ("en") and Chinese ("zh"); other
    /// languages get English.
    pub language: String,
    /// Minutes east of UTC. In an answer: null when no time of the message depends on it.
    pub utc_offset_minutes: Option<i16>,
}

/// What a device can show.
#[derive(CandidType, Deserialize, Clone, Copy, Debug, PartialEq, Eq)]
pub enum DeviceSpec {
    /// Markdown.
    GenericDisplay,
    /// Named fields of plain text.
    FieldsDisplay,
}

/// The message, or why there is none.
#[derive(CandidType, Deserialize, Clone, Debug, PartialEq, Eq)]
pub enum ConsentMessageResponse {
    Ok(ConsentInfo),
    Err(ConsentError),
}

/// A message, and the language that it is in.
#[derive(CandidType, Deserialize, Clone, Debug, PartialEq, Eq)]
pub struct ConsentInfo {
    pub consent_message: ConsentMessage,
    pub metadata: ConsentMessageMetadata,
}

/// What the person reads before they sign.
#[derive(CandidType, Deserialize, Clone, Debug, PartialEq, Eq)]
pub enum ConsentMessage {
    /// Markdown.
    GenericDisplayMessage(String),
    FieldsDisplayMessage(FieldsDisplay),
}

/// A message in fields.
#[derive(CandidType, Deserialize, Clone, Debug, PartialEq, Eq)]
pub struct FieldsDisplay {
    /// What the call does, in a few words.
    pub intent: String,
    pub fields: Vec<(String, ConsentValue)>,
}

/// The value of a field. This canister gives texts alone.
#[derive(CandidType, Deserialize, Clone, Debug, PartialEq, Eq)]
pub enum ConsentValue {
    TokenAmount {
        decimals: u8,
        amount: u64,
        symbol: String,
    },
    TimestampSeconds {
        amount: u64,
    },
    DurationSeconds {
        amount: u64,
    },
    Text {
        content: String,
    },
}

/// Why there is no message.
#[derive(CandidType, Deserialize, Clone, Debug, PartialEq, Eq)]
pub enum ConsentError {
    /// The canister would refuse the call: there is no such update method, or the argument is not
    /// its argument.
    UnsupportedCanisterCall(ErrorInfo),
    /// The canister would take the call, and cannot tell it in a message.
    ConsentMessageUnavailable(ErrorInfo),
    /// Never: messages are free.
    InsufficientPayment(ErrorInfo),
    /// Never: the others say it all.
    GenericError {
        error_code: Nat,
        description: String,
    },
}

/// An error in the words of developers.
#[derive(CandidType, Deserialize, Clone, Debug, PartialEq, Eq)]
pub struct ErrorInfo {
    pub description: String,
}

/// A standard, and where its text is (ICRC-10).
#[derive(CandidType, Deserialize, Clone, Debug, PartialEq, Eq)]
pub struct SupportedStandard {
    pub name: String,
    pub url: String,
}

/// The front ends that the canister trusts (ICRC-28).
#[derive(CandidType, Deserialize, Clone, Debug, PartialEq, Eq)]
pub struct TrustedOrigins {
    pub trusted_origins: Vec<String>,
}

/// The standards that this canister keeps, at the addresses that they give themselves.
pub fn supported() -> Vec<SupportedStandard> {
    [
        (
            "ICRC-3",
            "https://github.com/dfinity/ICRC-1/tree/main/standards/ICRC-3",
        ),
        (
            "ICRC-10",
            "https://github.com/dfinity/ICRC/blob/main/ICRCs/ICRC-10/ICRC-10.md",
        ),
        (
            "ICRC-21",
            "https://github.com/dfinity/ICRC/blob/main/ICRCs/ICRC-21/ICRC-21.md",
        ),
        (
            "ICRC-28",
            "https://github.com/dfinity/ICRC/tree/main/ICRCs/ICRC-28/ICRC-28.md",
        ),
    ]
    .map(|(name, url)| SupportedStandard {
        name: name.into(),
        url: url.into(),
    })
    .into()
}
