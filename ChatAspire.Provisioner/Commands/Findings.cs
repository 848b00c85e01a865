using ChatAspire.Lab.Lifecycle;

namespace ChatAspire.Provisioner.Commands;

/// <summary>What <c>verify</c> and <c>status</c> end with.</summary>
internal static class Findings
{
    /// <returns>The exit code.</returns>
    public static async Task<int> ShowAsync(LabReport report)
    {
        foreach (var line in report.Problems.SelectMany(problem => problem.Lines))
        {
            await Console.Error.WriteLineAsync(line);
        }

        return report.IsSatisfied ? CliHost.Done : CliHost.Failed;
    }
}
