namespace ChatAspire.Tests.Skipping;

/// <summary>The run of <c>eng/test --full</c>: the long matrices run whole.</summary>
internal static class FullRun
{
    public static bool IsOn { get; } = Environment.GetEnvironmentVariable("CHATASPIRE_FULL") == "1";
}
