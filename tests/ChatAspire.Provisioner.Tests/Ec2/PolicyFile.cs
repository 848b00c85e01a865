namespace ChatAspire.Provisioner.Tests.Ec2;

internal static class PolicyFile
{
    public static string Text { get; } = File.ReadAllText(Path.Combine(Testing.Repository.Root, "docs", "iam-policy.json"));
}
