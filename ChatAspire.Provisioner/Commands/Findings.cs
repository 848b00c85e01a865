using ChatAspire.Provisioner.Steps;

namespace ChatAspire.Provisioner.Commands;

/// <summary>What <c>verify</c> and <c>status</c> end with.</summary>
public static class Findings
{
    /// <summary>What is not so, and below each what to do.</summary>
    public static IEnumerable<string> Lines(IReadOnlyList<Unsatisfied> wrong) => wrong.SelectMany(one => new[]
    {
        $"{one.Lane.Name}: not so: {one.Step.Title}: {one.Finding.Reason}",
        $"  → {one.Finding.TryNext ?? "`up` repairs it."}",
    });

    /// <returns>The exit code.</returns>
    internal static async Task<int> ShowAsync(IReadOnlyList<Unsatisfied> wrong)
    {
        foreach (var line in Lines(wrong))
        {
            await Console.Error.WriteLineAsync(line);
        }

        return wrong.Count == 0 ? Verb.Done : Verb.Failed;
    }
}
