using ChatAspire.Lab.Steps;

namespace ChatAspire.Provisioner.Commands;

/// <summary>What <c>verify</c> and <c>status</c> end with.</summary>
internal static class Findings
{
    /// <returns>The exit code.</returns>
    public static async Task<int> ShowAsync(IReadOnlyList<Unsatisfied> wrong)
    {
        foreach (var line in wrong.SelectMany(one => one.Lines))
        {
            await Console.Error.WriteLineAsync(line);
        }

        return wrong.Count == 0 ? CliHost.Done : CliHost.Failed;
    }
}
