namespace ChatAspire.Lab.Challenges;

/// <summary>The fixed texts of challenges in English.</summary>
internal static class EnglishWords
{
    public static readonly IReadOnlyDictionary<string, string> Texts = new Dictionary<string, string>
    {
        // Activities
        ["connecting"] = "Connecting to the lab…",
        ["looking"] = "Looking at the hosts…",
        ["breaking"] = "Preparing the challenge…",
        ["checking"] = "Checking the hosts and sending traffic…",
        ["walking"] = "Following your packets…",
        ["up"] = "The lab is not complete: running `up`…",
        ["restoring"] = "Restoring the hosts…",
        ["waiting"] = "Waiting until the chat works…",

        // Traffic
        ["no-connection"] = "{0} cannot connect to {1}.",
        ["no-health"] = "{0} is not healthy: it does not answer on its own host, or cannot work with Redis.",
        ["no-outside"] = "{0} cannot reach addresses outside the lab.",
        ["no-answer"] = "{0} does not answer at {1}.",
        ["no-ping"] = "A ping from {0} to {1} gets no reply.",
        ["no-long-ping"] = "A ping of {2} bytes from {0} to {1} gets no reply.",
        ["no-message"] = "A long message posted on {0} does not arrive at {1}.",
        ["no-walk"] = "Some packets of a walk from {0} to {1} do not arrive.",
        ["no-walk-outside"] = "Some packets of a request from outside to {0} do not arrive.",
        ["cause"] = "The cause is still present.",
        ["cause-hidden"] = "The cause is still present, although traffic passes: it was bypassed, or it acts only now and then.",

        // State
        ["left-firewall"] = "{0}: the firewall is not as it was ({1} lines missing, {2} added). The cure was broader than the fault.",
        ["left"] = "{0}: {1} differ from before ({2}). The cure was broader than the fault.",
        ["lab-step"] = "{0}: {1} of the lab's own checks fail; `chatlab status` shows them.",

        // Hints
        ["advice-solved"] = "The last check found nothing wrong. End the challenge: chatlab challenge reset",
        ["advice-nothing"] = "Nothing that you changed is left on the hosts.",
        ["advice-check"] = "The cause seems to be gone. Check it: chatlab challenge check",
        ["advice-gone"] = "The cause is gone, but the last check found more.",
        ["advice-left"] = "On {1}, {0} still differ from before: undo what you do not need.",
        ["advice-near"] = "You changed {0} on {1}. That is the right host, but it did not help.",
        ["advice-elsewhere"] = "You changed {0} on {1}. The cause is not on that host.",
        ["advice-restarted"] = "You restarted {0}. The cause is still there.",
        ["advice-last"] = "The last check found:",
        ["hint"] = "Hint {0} of {1}",

        // Reset
        ["reset-up"] = "The lab was not complete; `up` created what was missing.",
        ["reset-repaired"] = "{0}: other changes were undone too.",
        ["reset-left"] = "{0} is not exactly as before: what was recreated has new identities. `chatlab verify` checks that it works.",

        // Kinds
        ["kind-firewall"] = "firewall rules",
        ["kind-address"] = "addresses",
        ["kind-container"] = "containers",
        ["kind-fdb"] = "forwarding entries",
        ["kind-link"] = "devices",
        ["kind-neigh"] = "neighbour entries",
        ["kind-network"] = "Docker networks",
        ["kind-process"] = "processes",
        ["kind-qdisc"] = "queues",
        ["kind-redis"] = "Redis's access rules",
        ["kind-route"] = "routes",
        ["kind-rule"] = "policy rules",
        ["kind-sysctl"] = "kernel settings",

        // Output of the commands
        ["level"] = "level {0}",
        ["started"] = "Challenge {0}, level {1}, seed {2}. The lab is broken now.",
        ["next"] =
            "Find out why, and repair it: chatlab ssh, inspect, walk, status. Then: chatlab challenge check (or hint, solution, reset).",
        ["dashboard"] =
            "In the dashboard: Terminal on a host for `chatlab ssh`, Walk… and Inspect for `walk` and `inspect`, and Challenge… for "
            + "`check`, `hint`, `solution` and `reset`.",
        ["solved"] = "✓ Solved in {0} (checks: {1}, hints: {2}). End the challenge: chatlab challenge reset",
        ["not-solved"] = "✗ Not solved yet (remarks: {0}).",
        ["reset"] = "✓ Challenge {0} has ended, and the lab is restored.",
        ["reset-failed"] = "✗ Challenge {0} has ended, but the lab does not work: run `chatlab up`.",
        ["mark-solved"] = "solved",
        ["mark-running"] = "running",
        ["mark-tried"] = "tried",
        ["seconds"] = "{0} s",
        ["minutes"] = "{0} min {1} s",

        // Report
        ["report-title"] = "Challenges on lab {0}",
        ["report-name"] = "Name",
        ["report-time"] = "Written",
        ["report-challenge"] = "Challenge",
        ["report-level"] = "Level",
        ["report-seed"] = "Seed",
        ["report-started"] = "Started",
        ["report-result"] = "Result",
        ["report-solved"] = "solved in {0}",
        ["report-open"] = "not solved",
        ["report-given-up"] = "not solved, ended after {0}",
        ["report-checks"] = "Checks",
        ["report-hints"] = "Hints",
        ["report-solution"] = "The solution was shown after {0}.",
        ["report-attempt"] = "Check after {0}",
        ["report-hint"] = "Hint {0} after {1}",
        ["report-ok"] = "nothing wrong: solved",
    };
}
