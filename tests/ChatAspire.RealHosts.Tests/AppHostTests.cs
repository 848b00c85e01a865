using ChatAspire.AppHost;
using ChatAspire.Lab.Hosts.Ec2;
using ChatAspire.Lab.Lifecycle;
using ChatAspire.Lab.Spec;
using ChatAspire.Lab.State;
using ChatAspire.Network.Execution;
using ChatAspire.Testing;
using Repository = ChatAspire.Testing.Repository;

namespace ChatAspire.RealHosts.Tests;

/// <summary>The AppHost on a lab: <c>--lab</c>, the commands it has in Aspire's dashboard, and the steps that <c>aspire deploy</c> and <c>aspire destroy</c> run.</summary>
[Collection(nameof(MachineLab))]
public sealed class AppHostTests(MachineLab fixture)
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task It_shows_each_host_with_its_state_address_and_urls()
    {
        await using var appHost = Start(fixture.Name);
        await Wait.UntilAsync("the table is there", () => appHost.HasExited || appHost.Output.Contains("Ctrl-C ends the showing", StringComparison.Ordinal), Patience, () => appHost.Output);

        foreach (var (host, chat) in new[] { ("host-a", "chat-a"), ("host-b", "chat-b") })
        {
            var address = (await fixture.OnHostAsync(host, "ip -4 -o address show dev eth0 | sed 's/.*inet \\([0-9.]*\\).*/\\1/'")).Trim();
            Assert.Matches($@"\n  {host} +Running .*source {address.Replace(".", @"\.", StringComparison.Ordinal)}, Device eth0, MTU 1500", appHost.Output);
            Assert.Matches($@"\n  {host} +Running +http://127\.0\.0\.1:\d+/  {chat}", appHost.Output);
        }

        Assert.Contains("commands for host-a, host-b: verify, down", appHost.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_lab_that_does_not_stand_is_told_with_its_cure_and_exit_code_2()
    {
        var name = $"{LabHome.Prefix}-nowhere";
        fixture.NewLab(name);

        await using var appHost = Start(name);

        Assert.Equal(2, await appHost.WaitForExitAsync(Patience));
        Assert.Contains($"The lab \"{name}\" does not stand", appHost.Output, StringComparison.Ordinal);
        Assert.Contains("dotnet run --project ChatAspire.Provisioner -- up", appHost.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Aspire_deploy_runs_up_and_ends_with_the_chat_s_urls()
    {
        await using var appHost = Start(fixture.Name, "--operation", "publish", "--step", "deploy");

        Assert.Equal(0, await appHost.WaitForExitAsync(Patience));
        Assert.Matches(@"lab-up +\| host-b +. chat-b answers", appHost.Output);
        Assert.Matches(@"lab-up +\| chat-a: http://127\.0\.0\.1:\d+/", appHost.Output);
        Assert.Matches(@"lab-up +\| chat-b: http://127\.0\.0\.1:\d+/", appHost.Output);
    }

    [Fact]
    public async Task Aspire_destroy_runs_down()
    {
        var name = await LabToTakeDownAsync();

        await using var appHost = Start(name, "--operation", "publish", "--step", "destroy");

        Assert.Equal(0, await appHost.WaitForExitAsync(Patience));
        Assert.Empty(await VolumesAsync(name));
    }

    [Fact]
    public async Task The_command_verify_proves_the_lab_and_tells_it_to_each_host_s_log()
    {
        var lines = new List<(string Host, string Line)>();

        var result = await Commands(fixture.Name, (host, line) =>
        {
            lock (lines)
            {
                lines.Add((host, line));
            }
        }).VerifyAsync(Cancellation);

        Assert.True(result.Success, result.Message);
        Assert.Contains(lines, one => one.Host == "host-b" && one.Line.Contains("chat-b answers", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_command_that_cannot_be_done_says_why_and_what_to_do()
    {
        var name = $"{LabHome.Prefix}-nowhere";
        fixture.NewLab(name);

        var result = await Commands(name, (_, _) => { }).VerifyAsync(Cancellation);

        Assert.False(result.Success);
        Assert.Contains($"Lab \"{name}\" is not running.", result.Message, StringComparison.Ordinal);
        Assert.Contains("→ Run `chatlab up` first.", result.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_command_down_takes_the_lab_away()
    {
        var name = await LabToTakeDownAsync();

        var result = await Commands(name, (_, _) => { }).DownAsync(Cancellation);

        Assert.True(result.Success, result.Message);
        Assert.Empty(await VolumesAsync(name));
    }

    /// <summary>A lab of which there is no more than a volume: enough to see it go.</summary>
    private async Task<string> LabToTakeDownAsync()
    {
        var name = $"{LabHome.Prefix}-away";
        fixture.NewLab(name);
        (await LabHome.Machine.RunAsync(new HostCommand("docker", "volume", "create", "--label", $"{LabLabel.Key}={name}", $"{name}-host-a"), Cancellation)).Check();
        Assert.Equal([$"{name}-host-a"], await VolumesAsync(name));
        return name;
    }

    private static async Task<IReadOnlyList<string>> VolumesAsync(string lab) =>
        (await LabHome.Machine.RunAsync(new HostCommand("docker", "volume", "ls", "-q", "--filter", $"label={LabLabel.Key}={lab}"), Cancellation)).Check().Lines;

    private LabCommands Commands(string lab, Action<string, string> log)
    {
        return new LabCommands(LabSession.Create(LabSpec.Load(fixture.FileOf(lab)), "local", () => new Ec2Options()), log);
    }

    private ChildProcess Start(string lab, params string[] arguments) => ChildProcess.Start(
        "dotnet",
        ["run", "--no-build", "--project", "ChatAspire.AppHost", "--", .. arguments, "--lab", fixture.FileOf(lab)],
        new Dictionary<string, string?> { [LabDirectory.HomeVariable] = fixture.Home },
        Repository.Root);
}
