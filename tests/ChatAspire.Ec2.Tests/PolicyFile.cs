namespace ChatAspire.Ec2.Tests;

internal static class PolicyFile
{
    public static string Text { get; } = File.ReadAllText(Path.Combine(Testing.Repository.Root, "docs", "iam-policy.json"));
}
