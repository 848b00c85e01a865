using ChatAspire.Lab.Lifecycle;
using ChatAspire.Lab.Steps;
using ChatAspire.Network.Execution;

namespace ChatAspire.Hosting.Lab.Observation;

/// <summary>The result of a complete check of a lab.</summary>
/// <param name="Key">The <see cref="LabReading.Key"/> of the reading before the check; null before the first check.</param>
/// <param name="Problems">Lines with the differences from lab.json, or with the check's own error; null before the first check.</param>
/// <param name="Exists">False if no host of the lab exists; null before the first check, or if the check failed.</param>
internal sealed record LabCheck(string? Key, IReadOnlyList<string>? Problems, bool? Exists)
{
    /// <summary>The value before the first check.</summary>
    public static LabCheck None { get; } = new(null, null, null);

    /// <summary>Probes every step of the lab; changes nothing.</summary>
    public static async Task<LabCheck> RunAsync(LabSession session, string key, CancellationToken cancellation)
    {
        try
        {
            var report = await session.StatusAsync(_ => { }, cancellation);
            return new LabCheck(key, [.. report.Problems.SelectMany(Lines)], !report.IsMissing);
        }
        catch (UserErrorException e)
        {
            return new LabCheck(key, ErrorText.Of(e).Split('\n'), null);
        }
    }

    private static IEnumerable<string> Lines(StepCheck problem)
    {
        yield return $"{problem.HostSteps.Name}: {problem.Step.Title}: {problem.Finding.Reason}";
        if (problem.Finding.Hint is { } hint)
        {
            yield return $"  → {hint}";
        }
    }
}
