#![no_main]
libfuzzer_sys::fuzz_target!(|data: &[u8]| prospects_api::robustness::bodies(data));
