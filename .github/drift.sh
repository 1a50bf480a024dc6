#!/usr/bin/env bash
# What the workflow `drift.yml` does, in two halves, since only the second may write to the repository.
#
# drift.sh compare DIR   fetches the vendor's documents and compares; leaves in DIR: report.txt, changelog.md, draft.patch, body.md
# drift.sh publish DIR   opens or updates the one pull request with that
#
# Ends with 0 if it could do so, whether there is drift or not, and with another status on trouble.

set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

readonly branch=drift
readonly title='Follow the vendor'\''s documents'
readonly bot_name='github-actions[bot]'
readonly bot_mail='41898282+github-actions[bot]@users.noreply.github.com'
# GitHub refuses bodies of more than 65536 characters.
readonly body_limit=60000

trouble() {
    printf '::error title=Drift::%s\n' "$1"
    exit "${2:-2}"
}

# Runs a command of which 1 is an answer and anything above is trouble; its status is left in `status`.
ask() {
    local output=$1
    shift
    status=0
    "$@" >"$output" || status=$?
    if ((status > 1)); then
        trouble "$* ended with $status" "$status"
    fi
}

compare() {
    local out=$1 documents=$1/documents status
    mkdir -p "$out"
    cargo xtask fetch --out "$documents" || trouble 'The documents of the vendor could not be fetched' "$?"
    ask "$out/report.txt" cargo xtask drift --rest "$documents/rest-openapi.json" --v1 "$documents/v1-openapi.yaml" \
        --index "$documents/api-endpoints-index.md"
    cat "$out/report.txt"
    if ((status == 0)); then
        echo 'drift=false' >>"${GITHUB_OUTPUT:-/dev/null}"
        return
    fi
    # Its findings are not what was asked for; without any, something else is wrong.
    [[ -s $out/report.txt ]] || trouble 'There is drift, but no report'

    draft "$out" "$documents"
    changelog "$out"
    body "$out" >"$out/body.md"
    # They are the vendor's, and go nowhere.
    rm -r "$documents"
    cat "$out/body.md" >>"${GITHUB_STEP_SUMMARY:-/dev/null}"
    echo 'drift=true' >>"${GITHUB_OUTPUT:-/dev/null}"
}

# What is missing, as far as a program can write it.
draft() {
    local out=$1 documents=$2 document status
    for document in rest-openapi.json v1-openapi.yaml; do
        ask "$out/draft.txt" cargo xtask draft --from "$documents/$document" --out spec
        cat "$out/draft.txt"
    done
    rm "$out/draft.txt"
    git add --intent-to-add spec
    git diff --binary HEAD -- spec >"$out/draft.patch"
}

# What the draft would mean to users. It is seldom whole; while the description has faults, that is a finding with no entry.
changelog() {
    local out=$1 status
    ask "$out/changelog.md" cargo xtask changes --since "$(git rev-parse HEAD)"
}

# Texts of the vendor are shown as they are: they shall neither look like ours nor call anybody.
fenced() {
    printf '~~~~~~~~%s\n' "$2"
    if (($(wc -c <"$1") > body_limit / 2)); then
        head -c "$((body_limit / 2))" "$1" | iconv -c -f utf-8 -t utf-8
        printf '\n[... the rest is in the artifact of the workflow]\n'
    else
        cat "$1"
        echo
    fi
    printf '~~~~~~~~\n'
}

# shellcheck disable=SC2016 # backquotes are Markdown's here
body() {
    local out=$1
    echo 'The vendor'\''s documents say something else than `spec/`:'
    echo
    fenced "$out/report.txt" text
    echo
    if [[ -s $out/draft.patch ]]; then
        echo 'The branch has a draft of what is missing. Docs are to be put in our own words, examples to be added; then'
        echo 'run `cargo xtask generate`. What differs on purpose belongs into `spec/deviations.yaml`.'
    else
        echo 'There is nothing to draft: change `spec/`, or say in `spec/deviations.yaml` why it differs.'
    fi
    echo 'The next run leaves the branch alone as soon as somebody else has committed to it.'
    echo 'Checks do not start by themselves here: close and open this pull request to start them.'
    echo
    echo '## Changelog'
    echo
    if [[ -s $out/changelog.md ]]; then
        fenced "$out/changelog.md" markdown
    else
        echo 'The draft is not whole yet; `cargo xtask changes --since main` tells the entry when it is.'
    fi
}

publish() {
    local out=$1 number
    [[ -s $out/body.md ]] || trouble "There is no $out/body.md; was drift.sh compare run?"
    commit "$out"
    push
    number=$(gh pr list --head "$branch" --state open --json number --jq '.[0].number // empty')
    if [[ -n $number ]]; then
        gh api --silent --method PATCH "repos/{owner}/{repo}/pulls/$number" -f title="$title" -F body=@"$out/body.md"
        echo "updated: #$number"
    else
        gh pr create --head "$branch" --base "${BASE:-main}" --title "$title" --body-file "$out/body.md"
    fi
}

# The draft, or nothing: a pull request needs a commit.
commit() {
    git switch --quiet --force-create "$branch"
    if [[ -s $1/draft.patch ]]; then
        git apply --index "$1/draft.patch"
    fi
    git -c user.name="$bot_name" -c user.email="$bot_mail" commit --quiet --allow-empty \
        -m 'Draft what the vendor'\''s documents have and the description has not'
}

# Replaces the branch, unless people have worked on it.
push() {
    local remote='' authors
    if git fetch --quiet origin "+refs/heads/$branch:refs/remotes/origin/$branch" 2>/dev/null; then
        remote=$(git rev-parse "refs/remotes/origin/$branch")
        authors=$(git log --format=%ae "HEAD^..$remote")
        if grep -qvxF "$bot_mail" <<<"${authors:-$bot_mail}"; then
            echo "left alone: the branch $branch has commits of others"
            return
        fi
    fi
    git push --quiet --force-with-lease="refs/heads/$branch:$remote" origin "HEAD:refs/heads/$branch"
}

case ${1:-} in
compare | publish)
    (($# == 2)) || trouble "usage: drift.sh $1 DIR"
    "$1" "$(mkdir -p "$2" && cd "$2" && pwd)"
    ;;
*) trouble 'usage: drift.sh compare|publish DIR' ;;
esac
