//! Through a database and back.

use super::*;

/// A way to damage a row, and the column that is to blame.
type Damage = (&'static str, fn(&mut StoredRequest));

#[test]
fn every_state_comes_back() {
    for (name, request, _) in every_state() {
        assert_eq!(
            AccessRequest::restore(request.stored()),
            Ok(request),
            "{name}"
        );
    }
}

/// Whatever column is emptied or filled, the row is not read as something else.
#[test]
fn columns_that_are_missing_or_too_much_are_noticed() {
    let damages: [Damage; 14] = [
        ("status", |row| row.status = "granted".to_owned()),
        ("answer_by", |row| flip(&mut row.answer_by, day(9_000))),
        ("decided_by", |row| flip(&mut row.decided_by, GRACE)),
        ("decided_at", |row| flip(&mut row.decided_at, day(0))),
        ("carried_out", |row| {
            flip(&mut row.carried_out, "by_hand".to_owned());
        }),
        ("expires_at", |row| flip(&mut row.expires_at, day(9_000))),
        ("active_since", |row| flip(&mut row.active_since, day(1))),
        ("renewal_asked_at", |row| {
            flip(&mut row.renewal_asked_at, day(2));
        }),
        ("renewal_reason", |row| {
            flip(&mut row.renewal_reason, "more".to_owned());
        }),
        ("revoked_by", |row| flip(&mut row.revoked_by, GRACE)),
        ("revoked_at", |row| flip(&mut row.revoked_at, day(2))),
        ("revoked_reason", |row| {
            flip(&mut row.revoked_reason, "over".to_owned());
        }),
        ("closed_at", |row| flip(&mut row.closed_at, day(9_000))),
        ("decided_by", |row| row.decided_by = Some(row.requester)),
    ];
    for (name, request, _) in every_state() {
        for (column, damage) in &damages {
            let mut row = request.stored();
            damage(&mut row);
            assert!(AccessRequest::restore(row).is_err(), "{name}: {column}");
        }
    }
}

fn flip<T>(column: &mut Option<T>, value: T) {
    *column = match column {
        Some(_) => None,
        None => Some(value),
    };
}

#[test]
fn damage_is_named() {
    let active = after(
        CarriedOut::ByHand,
        &[
            (Event::Approve, 1),
            (Event::DoneByHand, 2),
            (Event::AskRenewal, 340),
        ],
    );
    let damages: [(Damage, &str); 9] = [
        (("status", |row| row.status = "Active".to_owned()), "Active"),
        (
            ("decided_by", |row| row.decided_by = Some(ADA)),
            "adadadad-adad-adad-adad-adadadadadad",
        ),
        (("decided_at", |row| row.decided_at = None), ""),
        (
            ("decided_at", |row| row.opened_at = day(2)),
            "2023-11-15T22:13:20.000000Z",
        ),
        (
            ("expires_at", |row| row.expires_at = Some(day(3))),
            "2023-11-17T22:13:20.000000Z",
        ),
        (
            ("carried_out", |row| {
                row.carried_out = Some("hand".to_owned());
            }),
            "hand",
        ),
        (
            ("note", |row| row.note = Some("\u{202e}".to_owned())),
            "\u{202e}",
        ),
        (
            ("renewal_reason", |row| {
                row.renewal_reason = Some(" ".to_owned());
            }),
            " ",
        ),
        (
            ("closed_at", |row| row.closed_at = Some(day(400))),
            "2024-12-18T22:13:20.000000Z",
        ),
    ];
    for ((column, damage), found) in damages {
        let mut row = active.stored();
        damage(&mut row);
        let corrupt = AccessRequest::restore(row).unwrap_err();
        assert_eq!((corrupt.column, corrupt.found.as_str()), (column, found));
    }
}

#[test]
fn words_are_read_back() {
    for status in Status::ALL {
        assert_eq!(Status::from_name(status.as_str()), Some(*status));
    }
    for carried_out in [CarriedOut::ByHand, CarriedOut::Automatically] {
        assert_eq!(
            CarriedOut::from_name(carried_out.as_str()),
            Some(carried_out)
        );
    }
    assert_eq!(Status::from_name("approved"), None);
    assert_eq!(CarriedOut::from_name(""), None);
}
