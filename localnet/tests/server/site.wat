;; A canister that answers HTTP requests with bytes that were given to it before. Arguments and
;; replies of its other methods are raw bytes.
(module
  (import "ic0" "msg_arg_data_size" (func $arg_size (result i32)))
  (import "ic0" "msg_arg_data_copy" (func $arg_copy (param i32 i32 i32)))
  (import "ic0" "msg_reply" (func $reply))
  (import "ic0" "msg_reply_data_append" (func $append (param i32 i32)))
  (import "ic0" "certified_data_set" (func $certify (param i32 i32)))
  (import "ic0" "data_certificate_size" (func $certificate_size (result i32)))
  (import "ic0" "data_certificate_copy" (func $certificate_copy (param i32 i32 i32)))
  ;; Slots of a mebibyte, the last of four; the lengths of what they hold stand at 0, 4, 8, 12.
  (memory 128)

  (func $keep (param $length i32) (param $slot i32)
    (i32.store (local.get $length) (call $arg_size))
    (call $arg_copy (local.get $slot) (i32.const 0) (call $arg_size)))
  (func $answer (param $length i32) (param $slot i32)
    (call $append (local.get $slot) (i32.load (local.get $length)))
    (call $reply))

  ;; What queries are answered with, what updates are, and the further part of a body in parts.
  (func (export "canister_update set_page")
    (call $keep (i32.const 0) (i32.const 0x100000))
    (call $reply))
  (func (export "canister_update set_page_of_update")
    (call $keep (i32.const 4) (i32.const 0x200000))
    (call $reply))
  (func (export "canister_update set_part")
    (call $keep (i32.const 8) (i32.const 0x300000))
    (call $reply))

  ;; Whether a request asks for a range: "bytes=" is somewhere in it.
  (func $asks_for_range (result i32)
    (local $at i32) (local $end i32)
    (local.set $at (i32.const 0x500000))
    (local.set $end (i32.add (local.get $at) (call $arg_size)))
    (call $arg_copy (local.get $at) (i32.const 0) (call $arg_size))
    (loop $next
      (if (i32.and
            (i32.eq (i32.load (local.get $at)) (i32.const 0x65747962))
            (i32.eq (i32.load16_u offset=4 (local.get $at)) (i32.const 0x3d73)))
        (then (return (i32.const 1))))
      (local.set $at (i32.add (local.get $at) (i32.const 1)))
      (br_if $next (i32.lt_u (local.get $at) (local.get $end))))
    (i32.const 0))

  (func (export "canister_query http_request")
    (if (call $asks_for_range)
      (then (call $answer (i32.const 8) (i32.const 0x300000)))
      (else (call $answer (i32.const 0) (i32.const 0x100000)))))
  (func (export "canister_update http_request_update")
    (call $keep (i32.const 12) (i32.const 0x400000))
    (call $answer (i32.const 4) (i32.const 0x200000)))
  (func (export "canister_query part")
    (call $answer (i32.const 8) (i32.const 0x300000)))

  ;; The last request that came as an update.
  (func (export "canister_query request")
    (call $answer (i32.const 12) (i32.const 0x400000)))

  (func (export "canister_update certify")
    (call $arg_copy (i32.const 64) (i32.const 0) (i32.const 32))
    (call $certify (i32.const 64) (i32.const 32))
    (call $reply))
  (func (export "canister_query certificate")
    (call $certificate_copy (i32.const 128) (i32.const 0) (call $certificate_size))
    (call $append (i32.const 128) (call $certificate_size))
    (call $reply)))
