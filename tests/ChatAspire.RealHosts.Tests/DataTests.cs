using System.Net.Http.Json;
using System.Text.Json;
using ChatAspire.Network.Execution;

namespace ChatAspire.RealHosts.Tests;

/// <summary>What was written stays, whatever is removed by hand and however its repair ends.</summary>
[Trait("tier", "Lab")]
public sealed class DataTests(LabFixture fixture)
{
    private const string Room = "kept";

    [Fact]
    public async Task A_failed_repair_keeps_every_message()
    {
        var message = await WriteAsync();
        await LabFixture.OnHostAsync("host-a", "docker rm -f redis chat-a && docker run -d --name chat-a alpine:latest sleep 600");

        var failed = await fixture.Lab.RunAsync("up", "--json");

        Assert.Contains("host-a: redis at 172.18.0.100", failed.Steps("applied"));
        Assert.Equal(2, failed.ExitCode);
        Assert.Contains("a container chat-a is there already, and not this lab's", failed.Error, StringComparison.Ordinal);
        Assert.Contains("docker rm -f chat-a", failed.Error, StringComparison.Ordinal);
        Assert.Contains("what stood or was mended stays", failed.Error, StringComparison.Ordinal);
        await LabFixture.OnHostAsync("host-a", "docker rm -f chat-a");
        (await fixture.Lab.RunAsync("up", "--json")).Well();
        Assert.Contains(message, await ReadAsync());
    }

    [Fact]
    public async Task A_host_that_was_removed_comes_back_with_its_data()
    {
        var message = await WriteAsync();
        (await LabFixture.Machine.RunAsync(new HostCommand("docker", "rm", "-f", $"{LabFixture.Name}-host-a"), TestContext.Current.CancellationToken)).Check();

        (await fixture.Lab.RunAsync("up", "--json")).Well();

        Assert.Contains(message, await ReadAsync());
    }

    [Fact]
    public async Task Redis_syncs_its_log_before_it_answers() => Assert.Contains("always", await LabFixture.OnHostAsync("host-a",
        """docker exec redis sh -c 'REDISCLI_AUTH=$(sed -n "s/^requirepass //p" /etc/redis.conf) redis-cli config get appendfsync'"""), StringComparison.Ordinal);

    private static async Task<string> WriteAsync()
    {
        using var http = new HttpClient();
        var id = $"{Guid.NewGuid():N}";
        await http.PostAsync(await ChatPorts.OfAsync("host-b"), Room, id, TestContext.Current.CancellationToken);
        return id;
    }

    private static async Task<IReadOnlyList<string>> ReadAsync()
    {
        using var http = new HttpClient();
        var history = await http.GetFromJsonAsync<JsonElement>(
            new Uri(await ChatPorts.OfAsync("host-b"), $"/api/rooms/{Room}/messages?limit=1000"), TestContext.Current.CancellationToken);
        return [.. history.GetProperty("messages").EnumerateArray().Select(message => message.GetProperty("id").GetString()!)];
    }
}
