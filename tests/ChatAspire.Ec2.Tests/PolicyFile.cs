using ChatAspire.FakeEc2;
using ChatAspire.Lab.Hosts.Ec2;

namespace ChatAspire.Ec2.Tests;

/// <summary>The policy of the documentation, filled in for the fake's account and a lab.</summary>
internal static class PolicyFile
{
    public static string Text { get; } = For("chatlab");

    /// <summary>Replaces each placeholder, which stands in capitals; one that is not known stays, and then matches nothing.</summary>
    public static string For(string lab, string? owner = null, string type = Ec2Options.DefaultInstanceType) =>
        File.ReadAllText(Path.Combine(Testing.Repository.Root, "docs", "iam-policy.json"))
            .Replace("INSTANCE_TYPE", type, StringComparison.Ordinal)
            .Replace("IMAGE_OWNER", owner ?? Cloud.Debian, StringComparison.Ordinal)
            .Replace("ACCOUNT", Cloud.Account, StringComparison.Ordinal)
            .Replace("REGION", Cloud.Region, StringComparison.Ordinal)
            .Replace("LAB", lab, StringComparison.Ordinal);
}
