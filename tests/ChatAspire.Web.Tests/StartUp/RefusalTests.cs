using System.Globalization;
using System.Net;
using System.Net.Sockets;
using ChatAspire.Testing;

namespace ChatAspire.Web.Tests.StartUp;

/// <summary>A program that cannot start names the cause and exits with code 2.</summary>
public sealed class RefusalTests
{
    private static readonly TimeSpan StartTimeout = TimeSpan.FromSeconds(30);

    [Theory]
    [InlineData("ConnectionStrings__redis", "", "ConnectionStrings__redis")]
    [InlineData("ConnectionStrings__redis", "127.0.0.1:6379,password=hush,nonsense=1", "ConnectionStrings__redis")]
    [InlineData("Chat__Retention", "many", "a whole number from 1 to 1000000")]
    [InlineData("Chat__MaxReaders", "-1", "a whole number")]
    [InlineData("Chat__DashboardUrl", "localhost", "an http or https URL")]
    [InlineData("ASPNETCORE_URLS", "ftp://127.0.0.1", "http URLs")]
    public async Task A_node_names_an_invalid_setting_and_the_expected_form(string key, string value, string expected)
    {
        await using var node = new ChatNode("node", "127.0.0.1:1", (key, value));
        node.Launch();

        Assert.Equal(2, await node.Process.WaitForExitAsync(StartTimeout));
        Assert.Contains(expected, node.Process.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("hush", node.Process.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_node_reports_an_address_in_use()
    {
        using var holder = new TcpListener(IPAddress.Loopback, 0);
        holder.Start();
        var url = $"http://127.0.0.1:{((IPEndPoint)holder.LocalEndpoint).Port}";
        await using var node = new ChatNode("node", "127.0.0.1:1", ("ASPNETCORE_URLS", url));
        node.Launch();

        Assert.Equal(2, await node.Process.WaitForExitAsync(StartTimeout));
        Assert.Contains(url, node.Process.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--port x: expected a number from 1 to 65535", "--port", "x")]
    [InlineData("--bind here: expected an IP address", "--bind", "here")]
    [InlineData("Unrecognized command or argument '--dort'", "--dort", "1")]
    [InlineData("Required argument missing for option: '--port'", "--port")]
    public async Task The_embedded_Redis_names_an_invalid_argument(string expected, params string[] arguments)
    {
        await using var redis = ChildProcess.Start(Repository.Program("ChatAspire.Redis"), arguments);

        Assert.Equal(2, await redis.WaitForExitAsync(StartTimeout));
        Assert.Contains(expected, redis.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_embedded_Redis_reports_a_port_in_use()
    {
        using var holder = new TcpListener(IPAddress.Loopback, 0);
        holder.Start();
        var port = ((IPEndPoint)holder.LocalEndpoint).Port.ToString(CultureInfo.InvariantCulture);
        var data = Directory.CreateTempSubdirectory("chat-redis-");
        try
        {
            await using var redis = ChildProcess.Start(
                Repository.Program("ChatAspire.Redis"), ["--port", port, "--data", data.FullName]);

            Assert.Equal(2, await redis.WaitForExitAsync(StartTimeout));
            Assert.Contains($"127.0.0.1:{port}", redis.Output, StringComparison.Ordinal);
        }
        finally
        {
            data.Delete(recursive: true);
        }
    }

    [Fact]
    public async Task The_embedded_Redis_stops_on_SIGTERM()
    {
        await using var redis = new GarnetServer();
        await redis.StartAsync();

        await redis.StopAsync();

        Assert.False(redis.IsRunning);
    }
}
