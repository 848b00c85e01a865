using System.Text.Json;
using ChatAspire.Lab.Spec;
using ChatAspire.Lab.State;
using ChatAspire.Network.Execution;
using ChatAspire.RealHosts.Tests.Console;
using ChatAspire.Testing;

namespace ChatAspire.RealHosts.Tests;

/// <summary>The AppHost on a lab, with the real Aspire CLI: the hosts' commands, <c>aspire deploy</c> and <c>aspire destroy</c>.</summary>
[Collection(nameof(HostsLab))]
public sealed class AppHostTests(HostsLab fixture) : EngineTests(fixture)
{
    private static readonly TimeSpan Timeout = TimeSpan.FromMinutes(4);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Shows_each_host_with_its_state_address_and_URLs_and_runs_its_command()
    {
        await using var appHost = await LabAppHost.StartAsync(fixture.FileOf(fixture.Name), fixture.Home);
        await appHost.UntilStateAsync("lab", "Running", Timeout);

        var (exitCode, output) = await AspireAsync("describe", "--format", "Json");
        Assert.Equal((0, ""), (exitCode, exitCode == 0 ? "" : output));
        var resources = JsonSerializer.Deserialize<JsonElement>(output).GetProperty("resources").EnumerateArray().ToList();
        foreach (var (host, chat) in new[] { ("host-a", "chat-a"), ("host-b", "chat-b") })
        {
            var address = (await fixture.OnHostAsync(host, "ip -4 -o address show dev eth0 | sed 's/.*inet \\([0-9.]*\\).*/\\1/'")).Trim();
            var resource = resources.Single(one => one.GetProperty("displayName").GetString() == host);
            Assert.Equal("Running", resource.GetProperty("state").GetString());
            Assert.Contains(address, resource.GetRawText(), StringComparison.Ordinal);
            var url = Assert.Single(
                resources.Single(one => one.GetProperty("displayName").GetString() == chat).GetProperty("urls").EnumerateArray());
            Assert.Matches(@"^http://127\.0\.0\.1:\d+/$", url.GetProperty("url").GetString());
            Assert.Contains(chat, url.GetRawText(), StringComparison.Ordinal);
        }

        (exitCode, output) = await AspireAsync("resource", "host-a", "verify");

        Assert.True(exitCode == 0, output);
        Assert.Contains("The lab works.", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Aspire_deploy_creates_the_lab_and_ends_with_the_URLs_of_the_chat()
    {
        var (exitCode, output) = await AspireAsync("deploy", "--no-build", "--", "--lab", fixture.FileOf(fixture.Name));

        Assert.True(exitCode == 0, output);
        Assert.Matches(@"host-b +\w+ +chat-b answers", output);
        Assert.Matches(@"chat-a:? +http://127\.0\.0\.1:\d+/", output);
        Assert.Matches(@"chat-b:? +http://127\.0\.0\.1:\d+/", output);
    }

    [Fact]
    public async Task Aspire_destroy_removes_the_lab()
    {
        var name = await LabToRemoveAsync();

        var (exitCode, output) = await AspireAsync("destroy", "--no-build", "--yes", "--", "--lab", fixture.FileOf(name));

        Assert.True(exitCode == 0, output);
        Assert.Empty(await VolumesAsync(name));
    }

    /// <summary>Creates a lab that consists of one volume, which is enough to see its removal.</summary>
    private async Task<string> LabToRemoveAsync()
    {
        var name = $"{LabHome.Prefix}-away";
        fixture.NewLab(name);
        var create = new HostCommand("docker", "volume", "create", "--label", $"{LabLabel.Key}={name}", $"{name}-host-a");
        (await LabHome.Machine.RunAsync(create, Cancellation)).Check();
        Assert.Equal([$"{name}-host-a"], await VolumesAsync(name));
        return name;
    }

    private static async Task<IReadOnlyList<string>> VolumesAsync(string lab)
    {
        var list = new HostCommand("docker", "volume", "ls", "-q", "--filter", $"label={LabLabel.Key}={lab}");
        return (await LabHome.Machine.RunAsync(list, Cancellation)).Check().Lines;
    }

    private Task<(int ExitCode, string Output)> AspireAsync(string command, params string[] arguments)
    {
        // Arguments after -- are the AppHost's.
        var (own, rest) = Array.IndexOf(arguments, "--") is var i and >= 0 ? (arguments[..i], arguments[i..]) : (arguments, []);
        return AspireCli.RunAsync(
            Timeout,
            new Dictionary<string, string?> { [LabDirectory.HomeVariable] = fixture.Home },
            [command, .. own, "--apphost", AspireCli.AppHost, .. rest]);
    }
}
