//! Compares the engine with a reference state machine under random sequences of events on one prospect: requests,
//! responses of n8n, callbacks in any order and number, deadlines, restarts, undos.
//!
//! Each run uses one fixed seed; `PROPTEST_RNG_SEED` and `PROPTEST_CASES` change the seed and the number of
//! sequences.

mod machine;
mod stage;

use proptest::collection::vec;
use proptest::prelude::*;
use proptest::test_runner::{Config, RngSeed, TestError, TestRunner};

use self::machine::{Kind, Machine, Reply};
use self::stage::Stage;

/// Default seed and number of sequences.
const SEED: u64 = 20_261_105;
const CASES: u32 = 48;

/// An event. Actions are given by their rank among the existing ones, modulo their number.
#[derive(Debug, Clone, Copy)]
enum Step {
    /// An admin requests an action.
    Ask(Kind),
    /// The due calls are made, and n8n answers all of them like this.
    Dispatch(Reply),
    /// n8n reports a success of this action, for a conversion under one of two file numbers.
    Succeed(usize, bool),
    /// n8n reports a failure of this action.
    Fail(usize),
    /// n8n reports a step of this action.
    Progress(usize),
    /// A quarter of an hour passes.
    Deadline,
    /// An admin restarts this action.
    Relance(usize),
    /// An admin undoes this action.
    Undo(usize),
}

fn kind() -> impl Strategy<Value = Kind> {
    prop_oneof![3 => Just(Kind::Conversion), 1 => Just(Kind::Dossier), 1 => Just(Kind::Devis)]
}

fn step() -> impl Strategy<Value = Step> {
    let action = 0_usize..8;
    prop_oneof![
        4 => kind().prop_map(Step::Ask),
        4 => prop_oneof![3 => Just(Reply::Takes), 3 => Just(Reply::Away), 1 => Just(Reply::Refuses)]
            .prop_map(Step::Dispatch),
        3 => (action.clone(), any::<bool>()).prop_map(|(action, other)| Step::Succeed(action, other)),
        2 => action.clone().prop_map(Step::Fail),
        1 => action.clone().prop_map(Step::Progress),
        1 => Just(Step::Deadline),
        3 => action.clone().prop_map(Step::Relance),
        2 => action.prop_map(Step::Undo),
    ]
}

/// Plays a sequence on the engine and on the model, which must agree after each step.
async fn agree(stage: &Stage, steps: &[Step]) {
    let scene = stage.next_prospect().await;
    let mut machine = Machine::default();
    for (rank, step) in steps.iter().enumerate() {
        let expected = machine.play(*step);
        let answered = scene.play(*step).await;
        assert_eq!(answered, expected, "answer to step {rank}, {step:?}");
        assert_eq!(scene.state().await, machine.state(), "state after step {rank}, {step:?}");
    }
    scene.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_engine_is_the_state_machine_that_the_product_describes() {
    let stage = Stage::new().await;
    let named = |variable| std::env::var(variable).is_ok();
    let mut config = Config { failure_persistence: None, max_shrink_iters: 200, ..Config::default() };
    if !named("PROPTEST_RNG_SEED") {
        config.rng_seed = RngSeed::Fixed(SEED);
    }
    if !named("PROPTEST_CASES") {
        config.cases = CASES;
    }
    println!("{} sequences, {:?}", config.cases, config.rng_seed);
    let runtime = tokio::runtime::Handle::current();
    let outcome = TestRunner::new(config).run(&vec(step(), 1..24), |steps| {
        tokio::task::block_in_place(|| runtime.block_on(agree(&stage, &steps)));
        Ok(())
    });
    match outcome {
        Ok(()) => stage.assert_invariants().await,
        Err(TestError::Fail(reason, steps)) => panic!("{reason}\nshortest sequence: {steps:#?}"),
        Err(error) => panic!("{error}"),
    }
}
