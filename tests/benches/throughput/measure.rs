//! What a load costs, and the table of it.

use std::collections::BTreeMap;
use std::fmt;
use std::fs;
use std::future::Future;
use std::time::{Duration, Instant};

/// What a load cost.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Cost {
    /// Calls or items.
    count: usize,
    wall: Duration,
    /// Of this process; nothing where the platform does not tell it in this way.
    processor: Option<Duration>,
    /// The most memory that was in use, in kB.
    peak: Option<u64>,
}

impl Cost {
    pub(crate) async fn of(count: usize, load: impl Future<Output = ()>) -> Self {
        // Linux forgets the peak so far.
        let forgets = fs::write("/proc/self/clear_refs", "5").is_ok();
        let (began, before) = (Instant::now(), processor());
        load.await;
        let wall = began.elapsed();
        let processor = processor().zip(before).map(|(after, before)| after - before);
        Self { count, wall, processor, peak: forgets.then(peak).flatten() }
    }

    fn per_second(self) -> f64 {
        self.count as f64 / self.wall.as_secs_f64()
    }

    /// Microseconds of processor time for one of them.
    fn each(self) -> Option<f64> {
        self.processor.map(|time| time.as_secs_f64() * 1e6 / self.count as f64)
    }
}

/// What all threads of this process have used, in ticks of a hundredth of a second.
fn processor() -> Option<Duration> {
    let text = fs::read_to_string("/proc/self/stat").ok()?;
    let mut fields = text.rsplit_once(')')?.1.split_whitespace().skip(11);
    let mut ticks = || fields.next()?.parse::<u64>().ok();
    Some(Duration::from_millis((ticks()? + ticks()?) * 10))
}

fn peak() -> Option<u64> {
    let status = fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"))?;
    line.trim().trim_end_matches(" kB").parse().ok()
}

/// The load, the kind of answers, and who.
type Key = (&'static str, &'static str, &'static str);

/// All costs.
#[derive(Debug, Default)]
pub(crate) struct Table(BTreeMap<Key, Vec<Cost>>);

impl Table {
    pub(crate) fn add(&mut self, key: Key, cost: Cost) {
        self.0.entry(key).or_default().push(cost);
    }

    fn median(&self, key: Key, of: impl Fn(Cost) -> Option<f64>) -> f64 {
        let mut all: Vec<_> = self.0.get(&key).into_iter().flatten().filter_map(|cost| of(*cost)).collect();
        all.sort_by(f64::total_cmp);
        all.get(all.len() / 2).copied().unwrap_or(f64::NAN)
    }
}

impl fmt::Display for Table {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let rounds = self.0.values().map(Vec::len).min().unwrap_or_default();
        writeln!(f, "\nmedians of {rounds} rounds; a ratio above 1 means that snyk-api takes longer\n")?;
        writeln!(f, "| load | answers | measure | snyk-api | by hand | ratio |")?;
        writeln!(f, "|---|---|---|---:|---:|---:|")?;
        let loads: std::collections::BTreeSet<_> = self.0.keys().map(|(load, answers, _)| (*load, *answers)).collect();
        for (load, answers) in loads {
            let both =
                |of: fn(Cost) -> Option<f64>| ["snyk-api", "by hand"].map(|who| self.median((load, answers, who), of));
            let mut row = |measure: &str, [ours, theirs]: [f64; 2], ratio: f64| {
                writeln!(f, "| {load} | {answers} | {measure} | {ours:.1} | {theirs:.1} | {ratio:.3} |")
            };
            let speed = both(|cost| Some(cost.per_second()));
            row(&format!("{load}/s"), speed, speed[1] / speed[0])?;
            let each = both(Cost::each);
            row("µs of processor for each", each, each[0] / each[1])?;
            let peak = both(|cost| cost.peak.map(|peak| peak as f64 / 1024.0));
            row("peak of memory, MB", peak, peak[0] / peak[1])?;
        }
        Ok(())
    }
}
