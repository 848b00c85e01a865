using ChatAspire.Lab.Lifecycle;
using ChatAspire.Lab.Steps;

namespace ChatAspire.Provisioner.Output;

/// <summary>The JSON document of <c>status --json</c> and <c>verify --json</c>.</summary>
/// <param name="Exists">True if any host of the lab exists.</param>
/// <param name="Ok">True if every check passed.</param>
/// <param name="Seconds">The duration of the command in seconds, to one decimal.</param>
/// <param name="Urls">The URL of each chat node on a connected host, by the node's name.</param>
/// <param name="Checks">The checks, in the order in which they were made.</param>
internal sealed record LabDocument(
    string Lab,
    bool Exists,
    bool Ok,
    double Seconds,
    IReadOnlyList<HostDocument> Hosts,
    IReadOnlyDictionary<string, string> Urls,
    IReadOnlyList<CheckDocument> Checks)
{
    public static LabDocument Of(LabReport report, TimeSpan elapsed) => new(
        report.Spec.Name, !report.IsMissing, report.IsSatisfied, Math.Round(elapsed.TotalSeconds, 1),
        [.. report.Hosts.Select(
            host => new HostDocument(host.Name, host.Facts?.Underlay, host.Exists, host.Checks.Count, host.Problems.Count))],
        ChatUrls.Of(report.Spec, report.Connected),
        [.. report.Checks.Select(check => new CheckDocument(
            check.HostSteps.Name, check.Step.Section, check.Step.Title, check.Finding.State, check.Finding.Reason,
            check.IsSatisfied ? null : check.Finding.Hint))]);
}

/// <summary>A host in a <see cref="LabDocument"/>.</summary>
/// <param name="Address">The host's address on the underlay; null if the host did not answer.</param>
/// <param name="Checks">The number of checks.</param>
/// <param name="Failed">The number of checks that failed.</param>
internal sealed record HostDocument(string Name, string? Address, bool Exists, int Checks, int Failed);

/// <summary>A check in a <see cref="LabDocument"/>.</summary>
/// <param name="Hint">The next step after a failure; null if the check passed, or if <c>chatlab up</c> repairs the failure.</param>
internal sealed record CheckDocument(string Host, string Section, string Step, StepState State, string Reason, string? Hint);
