using ChatAspire.Testing;

namespace ChatAspire.Provisioner.Tests.Ec2;

internal static class PolicyFile
{
    public static string Text { get; } = File.ReadAllText(Path.Combine(Repository.Root, "docs", "iam-policy.json"));
}
