;; A canister that counts, and does a little of everything that clients can see. Replies are
;; raw bytes, not Candid.
(module
  (import "ic0" "msg_reply" (func $reply))
  (import "ic0" "msg_reply_data_append" (func $append (param i32 i32)))
  (import "ic0" "msg_reject" (func $reject (param i32 i32)))
  (import "ic0" "msg_caller_size" (func $caller_size (result i32)))
  (import "ic0" "msg_caller_copy" (func $caller_copy (param i32 i32 i32)))
  (import "ic0" "certified_data_set" (func $certify (param i32 i32)))
  (import "ic0" "data_certificate_size" (func $certificate_size (result i32)))
  (import "ic0" "data_certificate_copy" (func $certificate_copy (param i32 i32 i32)))
  (import "ic0" "stable64_grow" (func $grow (param i64) (result i64)))
  (import "ic0" "stable64_write" (func $write (param i64 i64 i64)))
  (import "ic0" "time" (func $time (result i64)))
  (import "ic0" "accept_message" (func $accept))
  (import "ic0" "msg_method_name_size" (func $name_size (result i32)))
  (memory (export "memory") 1)
  (data (i32.const 100) "no, thank you")

  ;; The counter stands at 0, scratch space begins at 200.
  (func $answer_counter
    (call $append (i32.const 0) (i32.const 4))
    (call $reply))

  (func (export "canister_update increment")
    (i32.store (i32.const 0) (i32.add (i32.load (i32.const 0)) (i32.const 1)))
    (call $certify (i32.const 0) (i32.const 4))
    (call $answer_counter))

  (func (export "canister_query count") (call $answer_counter))

  (func (export "canister_update caller")
    (call $caller_copy (i32.const 200) (i32.const 0) (call $caller_size))
    (call $append (i32.const 200) (call $caller_size))
    (call $reply))

  (func (export "canister_query certificate")
    (call $certificate_copy (i32.const 200) (i32.const 0) (call $certificate_size))
    (call $append (i32.const 200) (call $certificate_size))
    (call $reply))

  (func (export "canister_query time")
    (i64.store (i32.const 200) (call $time))
    (call $append (i32.const 200) (i32.const 8))
    (call $reply))

  (func (export "canister_update keep")
    (drop (call $grow (i64.const 1)))
    (call $write (i64.const 0) (i64.const 0) (i64.const 4))
    (call $answer_counter))

  (func (export "canister_update refuse") (call $reject (i32.const 100) (i32.const 13)))
  (func (export "canister_query refuse_query") (call $reject (i32.const 100) (i32.const 13)))
  (func (export "canister_update trap") unreachable)
  (func (export "canister_update not_from_users") (call $answer_counter))

  ;; Of the methods, the one with the longest name is not for users.
  (func (export "canister_inspect_message")
    (if (i32.lt_u (call $name_size) (i32.const 14)) (then (call $accept))))

  (@custom "icp:public candid:service" "service : {}")
  (@custom "icp:private secrets" "for controllers"))
