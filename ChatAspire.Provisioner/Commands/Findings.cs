using ChatAspire.Provisioner.Steps;

namespace ChatAspire.Provisioner.Commands;

/// <summary>What <c>verify</c> and <c>status</c> end with.</summary>
internal static class Findings
{
    /// <returns>The exit code.</returns>
    public static async Task<int> ShowAsync(IReadOnlyList<Unsatisfied> wrong)
    {
        foreach (var (lane, step, finding) in wrong)
        {
            await Console.Error.WriteLineAsync($"{lane.Name}: not so: {step.Title}: {finding.Reason}");
            await Console.Error.WriteLineAsync($"  → {finding.TryNext ?? "`up` repairs it."}");
        }

        return wrong.Count == 0 ? Verb.Done : Verb.Failed;
    }
}
