using System.Globalization;
using System.Net;
using System.Net.Sockets;
using ChatAspire.Testing;

namespace ChatAspire.Web.Tests.StartUp;

/// <summary>What cannot be started says what was wrong, and ends with code 2.</summary>
public sealed class RefusalTests
{
    private static readonly TimeSpan StartLimit = TimeSpan.FromSeconds(30);

    [Theory]
    [InlineData("ConnectionStrings__redis", "", "ConnectionStrings__redis")]
    [InlineData("ConnectionStrings__redis", "127.0.0.1:6379,password=hush,nonsense=1", "ConnectionStrings__redis")]
    [InlineData("Chat__Retention", "many", "a whole number from 1 to 1000000")]
    [InlineData("Chat__MaxReaders", "-1", "a whole number")]
    [InlineData("Chat__DashboardUrl", "localhost", "an http or https URL")]
    [InlineData("ASPNETCORE_URLS", "ftp://127.0.0.1", "http URLs")]
    public async Task A_node_names_the_setting_that_is_wrong_and_what_was_expected(string key, string value, string expected)
    {
        await using var node = new ChatNode("node", "127.0.0.1:1", (key, value));
        node.Launch();

        Assert.Equal(2, await node.Process.WaitForExitAsync(StartLimit));
        Assert.Contains(expected, node.Process.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("hush", node.Process.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_node_says_when_its_address_is_taken()
    {
        using var holder = new TcpListener(IPAddress.Loopback, 0);
        holder.Start();
        var url = $"http://127.0.0.1:{((IPEndPoint)holder.LocalEndpoint).Port}";
        await using var node = new ChatNode("node", "127.0.0.1:1", ("ASPNETCORE_URLS", url));
        node.Launch();

        Assert.Equal(2, await node.Process.WaitForExitAsync(StartLimit));
        Assert.Contains(url, node.Process.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--port x: expected a number from 1 to 65535", "--port", "x")]
    [InlineData("--bind here: expected an IP address", "--bind", "here")]
    [InlineData("Unrecognized command or argument '--dort'", "--dort", "1")]
    [InlineData("Required argument missing for option: '--port'", "--port")]
    public async Task The_embedded_Redis_names_the_argument_that_is_wrong(string expected, params string[] arguments)
    {
        await using var redis = ChildProcess.Start(Repository.Program("ChatAspire.Redis"), arguments);

        Assert.Equal(2, await redis.WaitForExitAsync(StartLimit));
        Assert.Contains(expected, redis.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_embedded_Redis_says_when_its_port_is_taken()
    {
        using var holder = new TcpListener(IPAddress.Loopback, 0);
        holder.Start();
        var port = ((IPEndPoint)holder.LocalEndpoint).Port.ToString(CultureInfo.InvariantCulture);
        var data = Directory.CreateTempSubdirectory("chat-redis-");
        try
        {
            await using var redis = ChildProcess.Start(
                Repository.Program("ChatAspire.Redis"), ["--port", port, "--data", data.FullName]);

            Assert.Equal(2, await redis.WaitForExitAsync(StartLimit));
            Assert.Contains($"127.0.0.1:{port}", redis.Output, StringComparison.Ordinal);
        }
        finally
        {
            data.Delete(recursive: true);
        }
    }

    [Fact]
    public async Task The_embedded_Redis_stops_when_it_is_asked_to()
    {
        await using var redis = new GarnetServer();
        await redis.StartAsync();

        await redis.StopAsync();

        Assert.False(redis.IsRunning);
    }
}
