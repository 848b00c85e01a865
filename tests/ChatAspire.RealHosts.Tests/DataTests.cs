namespace ChatAspire.RealHosts.Tests;

/// <summary>Messages survive removals by hand and failed repairs.</summary>
[Collection(nameof(RepairLab))]
public sealed class DataTests(RepairLab fixture)
{
    private const string Room = "kept";

    [Fact]
    public async Task A_failed_repair_keeps_every_message()
    {
        var message = await ChatPorts.PostNewAsync(fixture.Name, "host-b", Room, TestContext.Current.CancellationToken);
        await fixture.OnHostAsync("host-a", "docker rm -f redis chat-a && docker run -d --name chat-a alpine:latest sleep 600");

        var failed = await fixture.Lab.RunAsync("up", "--json");
        await fixture.OnHostAsync("host-a", "docker rm -f chat-a");
        (await fixture.Lab.RunAsync("up", "--json")).EnsureSuccess();

        Assert.Contains("host-a: redis at 172.18.0.100", failed.Steps("applied"));
        Assert.Equal(2, failed.ExitCode);
        Assert.Contains("a container named chat-a exists that does not belong to this lab", failed.Error, StringComparison.Ordinal);
        Assert.Contains("docker rm -f chat-a", failed.Error, StringComparison.Ordinal);
        Assert.Contains("it was kept, with its data and what was repaired", failed.Output, StringComparison.Ordinal);
        Assert.Contains(message, await ChatPorts.HistoryAsync(fixture.Name, "host-b", Room, TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task Redis_syncs_its_log_before_it_answers() => Assert.Contains("always", await fixture.OnHostAsync("host-a",
        """docker exec redis sh -c 'REDISCLI_AUTH=$(sed -n "s/^requirepass //p" /etc/redis.conf) redis-cli config get appendfsync'"""),
            StringComparison.Ordinal);
}
