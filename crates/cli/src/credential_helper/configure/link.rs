//! The name by which Docker runs this program: a link on the `PATH`.

use std::env;
use std::path::{Path, PathBuf};

use crate::credential_helper::DOCKER_NAME;

/// Whether programs find the helper by now.
pub(super) fn is_there() -> bool {
    let name = format!("{DOCKER_NAME}{}", env::consts::EXE_SUFFIX);
    search_path()
        .iter()
        .any(|folder| folder.join(&name).is_file())
}

/// The folders in which programs are looked for.
fn search_path() -> Vec<PathBuf> {
    let path = env::var_os("PATH").unwrap_or_default();
    env::split_paths(&path).collect()
}

/// What is typed so that they do.
pub(super) fn how_to_make() -> String {
    let ourselves = env::current_exe().ok();
    let ourselves = ourselves.as_deref().unwrap_or(Path::new("wharfinger"));
    let own = ourselves.parent().unwrap_or(Path::new("."));
    let home = env::var_os("HOME").map(PathBuf::from);
    let path = search_path();
    let folder = folder_for_it(&path, own, home.as_deref()).unwrap_or(own);
    format!(
        "`{DOCKER_NAME}` is not on the `PATH` yet: link it to this program in a folder that is, such as\n  ln \
         -s \"{}\" \"{}\"",
        ourselves.display(),
        folder.join(DOCKER_NAME).display()
    )
}

/// The folder of the `PATH` that suits best: our own, else one that belongs to whoever asks, else the one for
/// what an administrator has installed (Filesystem Hierarchy Standard, 4.9), else the first.
fn folder_for_it<'a>(path: &'a [PathBuf], own: &Path, home: Option<&Path>) -> Option<&'a Path> {
    let find = |suits: &dyn Fn(&Path) -> bool| path.iter().find(|folder| suits(folder));
    let found = find(&|folder| folder == own)
        .or_else(|| find(&|folder| home.is_some_and(|home| folder.starts_with(home))))
        .or_else(|| find(&|folder| folder == Path::new("/usr/local/bin")))
        .or_else(|| path.first());
    found.map(PathBuf::as_path)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_link_is_put_where_it_is_found() {
        let found = |path: &[&str]| {
            let path: Vec<_> = path.iter().map(PathBuf::from).collect();
            let folder = folder_for_it(&path, Path::new("/opt/bin"), Some(Path::new("/home/ada")));
            folder.map(Path::to_owned)
        };
        let (own, local) = ("/opt/bin", "/usr/local/bin");
        let theirs = "/home/ada/.local/bin";
        for (path, expected) in [
            (&["/usr/bin", theirs, own][..], own),
            (&["/usr/bin", local, theirs], theirs),
            (&["/home/adam/bin", local], local),
            (&["/usr/bin", "/bin"], "/usr/bin"),
        ] {
            assert_eq!(
                found(path).as_deref(),
                Some(Path::new(expected)),
                "{path:?}"
            );
        }
        assert_eq!(found(&[]), None);
    }
}
