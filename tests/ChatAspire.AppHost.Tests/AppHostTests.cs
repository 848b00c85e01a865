using ChatAspire.Testing;

namespace ChatAspire.AppHost.Tests;

/// <summary>One AppHost for all of these tests.</summary>
public sealed class OneAppHost : IAsyncLifetime
{
    internal RunningAppHost AppHost { get; private set; } = null!;

    public async ValueTask InitializeAsync() => AppHost = await RunningAppHost.StartAsync();

    public async ValueTask DisposeAsync()
    {
        if (AppHost is not null)
        {
            await AppHost.DisposeAsync();
        }
    }
}

[Collection(FixedAddresses.Name)]
public sealed class AppHostTests(OneAppHost one) : IClassFixture<OneAppHost>
{
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(20);

    private readonly RunningAppHost _appHost = one.AppHost;

    [Fact]
    public void It_says_that_a_stand_in_starts_the_resources() =>
        Assert.Contains("Your package feed has no Aspire: a stand-in", _appHost.Output, StringComparison.Ordinal);

    [Theory]
    [InlineData("redis", "tcp://127.18.0.100:6379")]
    [InlineData("chat-a", "http://127.18.0.11:5000")]
    [InlineData("chat-b", "http://127.18.0.22:5000")]
    public void Its_table_shows_each_resource_its_state_and_its_address(string name, string url) =>
        Assert.Matches($@"\n  {name} +healthy +{url}", _appHost.Output);

    [Fact]
    public async Task Each_node_knows_its_name_its_address_and_the_dashboard()
    {
        Assert.Equal(
            """{"name":"chat-a","address":"127.18.0.11","dashboard":"http://localhost:15888"}""",
            await RunningAppHost.ChatA.GetStringAsync(new Uri("/api/node", UriKind.Relative), TestContext.Current.CancellationToken));
        Assert.Equal(
            """{"name":"chat-b","address":"127.18.0.22","dashboard":"http://localhost:15888"}""",
            await RunningAppHost.ChatB.GetStringAsync(new Uri("/api/node", UriKind.Relative), TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task A_message_posted_to_one_node_arrives_on_an_open_stream_of_the_other()
    {
        using var events = await RunningAppHost.ListenOnChatBAsync();
        var text = $"from a to b, {Guid.NewGuid()}";

        await RunningAppHost.PostAsync(Guid.NewGuid().ToString(), text);

        var message = await events.UntilAsync(item => item.Name == "message" && item.Json.GetProperty("text").GetString() == text);
        Assert.Equal("chat-a", message.Json.GetProperty("node").GetString());
    }

    [Fact]
    public async Task One_trace_in_the_dashboard_holds_both_nodes_and_the_redis_commands()
    {
        var dashboard = await _appHost.DashboardAsync();
        var traceId = await RunningAppHost.PostTracedAsync("traced");

        await RunningAppHost.TraceIsCompleteAsync(dashboard, traceId);
    }

    [Theory]
    [InlineData("ChatAspire.Web", "chat-a")]
    [InlineData("ChatAspire.Redi", "redis")] // Linux cuts a process's name to 15 characters
    public async Task A_child_that_dies_is_started_again_and_said_so(string process, string resource)
    {
        var said = Occurrences($"{resource} ", "healthy after");
        var victim = ProcessTable.Descendants(_appHost.Id).First(one => one.Name.StartsWith(process[..Math.Min(process.Length, 15)], StringComparison.Ordinal)
            && (resource != "chat-a" || File.ReadAllText($"/proc/{one.Id}/environ").Contains("OTEL_SERVICE_NAME=chat-a", StringComparison.Ordinal)));

        ProcessTable.Signal("KILL", victim.Id);

        await Wait.UntilAsync(
            $"{resource} is healthy again",
            () => Occurrences($"{resource} ", "healthy after") > said,
            Soon,
            () => _appHost.Output);
        Assert.True(Occurrences($"{resource} ", "ended with exit code 137: starting it again in") > 0, _appHost.Output);

        // A node that has not found Redis again answers 503: try again later, it says.
        await Wait.UntilAsync("a message is taken", async () =>
        {
            await RunningAppHost.PostAsync(Guid.NewGuid().ToString(), $"after {resource} died");
            return true;
        });
    }

    private int Occurrences(string speaker, string text) => _appHost.Output.Split('\n')
        .Count(line => line.StartsWith(speaker, StringComparison.Ordinal) && line.Contains(text, StringComparison.Ordinal));
}
