using ChatAspire.Lab.Steps;

namespace ChatAspire.Provisioner.Output;

/// <summary>Lists the failed checks, each with its hint below it; if a check has none, the last line suggests <c>chatlab up</c>.</summary>
internal static class ProblemLines
{
    public static IEnumerable<string> Of(IReadOnlyList<StepCheck> problems)
    {
        foreach (var problem in problems)
        {
            yield return problem.Lines.First();
            if (problem.Finding.Hint is { } hint)
            {
                yield return $"  → {hint}";
            }
        }

        if (problems.Any(problem => problem.Finding.Hint is null))
        {
            yield return "  → `chatlab up` repairs what is missing.";
        }
    }
}
