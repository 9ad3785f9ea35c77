//! The application: every route over one state.

use actix_web::web::{self, Data};

use crate::state::State;
use crate::{api, assets, edge, health, metrics, oauth, pages};

/// Adds the state and every route. Wrap the application in [`edge::edge`].
///
/// ```
/// use actix_web::{App, middleware::from_fn, web::Data};
/// # use wharfinger_server::{app, edge, state::State};
/// # fn build(state: Data<State>) {
/// let app = App::new().wrap(from_fn(edge::edge)).configure(app::configure(state));
/// # }
/// ```
pub fn configure(state: Data<State>) -> impl FnOnce(&mut web::ServiceConfig) {
    |config: &mut web::ServiceConfig| {
        config.app_data(state);
        api::v1::configure(config);
        api::trs::configure(config);
        oauth::configure(config);
        health::configure(config);
        metrics::configure(config);
        assets::configure(config);
        pages::configure(config);
        config.default_service(web::route().to(edge::no_such_page));
    }
}
