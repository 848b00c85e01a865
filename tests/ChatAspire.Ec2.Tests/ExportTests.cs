using ChatAspire.Network.Execution;

namespace ChatAspire.Ec2.Tests;

/// <summary>Tests the export of what <c>up</c> would create; Terraform itself parses it.</summary>
public sealed class ExportTests : OnFakeEc2
{
    [Fact]
    public async Task The_export_names_every_resource_and_no_secret_and_Terraform_reads_it()
    {
        var text = await ExportAsync("--disk", "20", "--spot", "--tag", "note=a \"quoted\" ${text}", "--allow-chat", "10.0.0.0/8");

        Assert.All(
            (string[])[
                "resource \"aws_key_pair\" \"lab\"", "resource \"aws_security_group\" \"lab\"", "resource \"aws_instance\" \"host-a\"",
                "resource \"aws_instance\" \"host-b\"", "\"tcp_22\"", "\"tcp_5000\"", "\"udp_4789_hosts\"", "volume_size           = 20",
                "http_tokens                 = \"required\"", "market_type = \"spot\"", "cidr_ipv4         = \"10.0.0.0/8\"",
                "\"note\"         = \"a \\\"quoted\\\" $${text}\"",
            ],
            part => Assert.Contains(part, text, StringComparison.Ordinal));
        Assert.DoesNotContain("PRIVATE KEY", text, StringComparison.Ordinal);
        Assert.DoesNotContain(Aws.Server.Calls, c => c.Changes);
        Assert.Empty(Directory.EnumerateFiles(Aws.Home, "*", SearchOption.AllDirectories));
        await AssertParsesAsync(text);
    }

    [Fact]
    public async Task On_this_machine_there_is_nothing_to_export()
    {
        await using var up = Aws.CliLocal("up", "--export", "terraform", "--hosts", "local");

        Assert.Equal(2, await up.WaitForExitAsync(TimeSpan.FromSeconds(60)));
        Assert.Contains("Only a lab on AWS can be exported.", up.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Another_format_is_refused() => await RefusesAsync(["--export", "cloudformation"], "terraform");

    private async Task<string> ExportAsync(params string[] options)
    {
        await using var up = Aws.CliUp(["--export", "terraform", .. options]);
        Assert.True(await up.WaitForExitAsync(TimeSpan.FromSeconds(60)) == 0, up.Output);
        return up.Output[up.Output.IndexOf("# What", StringComparison.Ordinal)..];
    }

    // `terraform fmt -check` parses its input: 2 for a syntax error, 3 for another layout. `validate` would download the provider.
    private static async Task AssertParsesAsync(string text)
    {
        await using var here = new LocalMachine();
        var cancellation = TestContext.Current.CancellationToken;
        Assert.SkipUnless(
            (await here.RunAsync(HostCommand.Shell("command -v terraform"), cancellation)).Succeeded,
            "terraform is not installed, so nothing parses the export; https://developer.hashicorp.com/terraform/install");

        (await here.RunAsync(new HostCommand("terraform", "fmt", "-check", "-diff", "-").WithInput(text), cancellation)).Check();
        var broken = text.Replace("resource \"aws_key_pair\" \"lab\" {", "resource \"aws_key_pair\" {{", StringComparison.Ordinal);
        Assert.False((await here.RunAsync(new HostCommand("terraform", "fmt", "-").WithInput(broken), cancellation)).Succeeded);
    }
}
