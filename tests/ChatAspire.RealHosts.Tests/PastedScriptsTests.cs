using System.Net.Http.Json;
using System.Text.Json;
using ChatAspire.Network.Execution;
using ChatAspire.Testing;

namespace ChatAspire.RealHosts.Tests;

/// <summary>Runs the scripts that <c>up --dry-run</c> prints: on this machine, then on each host.</summary>
[Collection(nameof(HostsLab))]
public sealed class PastedScriptsTests(HostsLab fixture) : IAsyncLifetime
{
    private const string Begin = "#!/bin/sh\n";
    private static readonly string Name = $"{LabHome.Prefix}-pasted";

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    /// <summary>The scripts name ports that are free now; no other lab may take them before they run.</summary>
    public async ValueTask InitializeAsync() => await fixture.ReserveEngineAsync();

    public ValueTask DisposeAsync()
    {
        fixture.ReleaseEngine();
        return ValueTask.CompletedTask;
    }

    [Fact]
    public async Task The_printed_scripts_create_a_working_lab()
    {
        var lab = fixture.NewLab(Name);
        var secrets = Path.Combine(fixture.Home, "secrets-of-scripts");
        var printed = (await lab.RunAsync("up", "--dry-run", "--secrets", secrets)).EnsureSuccess().Output;
        foreach (var secret in Directory.EnumerateFiles(secrets))
        {
            Assert.False(ChatAspire.Lab.State.SecretFile.IsOpenToOthers(secret));
            Assert.DoesNotContain(File.ReadAllText(secret).Split('\n').MaxBy(line => line.Length)!, printed, StringComparison.Ordinal);
        }

        var scripts = printed.Split(Begin, StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(3, scripts.Length);
        Assert.DoesNotContain(Repository.Root, printed, StringComparison.Ordinal);
        Assert.False(Directory.Exists(fixture.KeptOf(Name)), "a dry run keeps nothing");

        await PasteAsync(new HostCommand("sh", "-c", $"cd {ShellQuote.Word(Repository.Root)} && exec sh"), scripts[0]);
        await Task.WhenAll(
            PasteAsync(new HostCommand("docker", "exec", "-i", $"{Name}-host-a", "sh"), scripts[1]),
            PasteAsync(new HostCommand("docker", "exec", "-i", $"{Name}-host-b", "sh"), scripts[2]));

        await LabFixture.OnHostAsync(
            Name, "host-a", "nsenter --net -t $(docker inspect -f '{{.State.Pid}}' chat-a) ping -M do -c 1 -W 2 -s 1422 172.18.0.22");
        using var http = new HttpClient();
        await http.PostAsync(await ChatPorts.OfAsync(Name, "host-a"), "pasted", "hello", Cancellation);
        var history = await http.GetFromJsonAsync<JsonElement>(
            new Uri(await ChatPorts.OfAsync(Name, "host-b"), "/api/rooms/pasted/messages"), Cancellation);
        Assert.Equal("hello", history.GetProperty("messages")[0].GetProperty("id").GetString());
        (await lab.RunAsync("down")).EnsureSuccess();
    }

    private static async Task PasteAsync(HostCommand shell, string script) =>
        (await LabHome.Machine.RunAsync(shell.WithInput(script), Cancellation)).Check();
}
