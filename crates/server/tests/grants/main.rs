//! Grants on Amazon ECR, from the approval to the policy: the real worker over the real store, and a
//! repository in memory.

mod cloud;
mod fault;
mod pairs;
mod scene;
mod singles;
mod stories;
mod world;
