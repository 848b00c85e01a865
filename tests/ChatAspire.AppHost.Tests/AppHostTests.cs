using ChatAspire.Testing;

namespace ChatAspire.AppHost.Tests;

/// <summary>One AppHost, started with <c>dotnet run</c> and without npm and Docker on the PATH, for all of these tests.</summary>
public sealed class BareAppHost : IAsyncLifetime
{
    private readonly BarePath _path = new();

    internal RunningAppHost AppHost { get; private set; } = null!;

    public async ValueTask InitializeAsync() => AppHost = await RunningAppHost.StartAsync(_path.Path);

    public async ValueTask DisposeAsync()
    {
        if (AppHost is not null)
        {
            await AppHost.DisposeAsync();
        }

        _path.Dispose();
    }
}

/// <summary>The AppHost on a machine with nothing but the .NET SDK.</summary>
[Collection(FixedAddresses.Name)]
public sealed class AppHostTests(BareAppHost bare) : IClassFixture<BareAppHost>
{
    /// <summary>On an idle machine, which only <c>eng/test --full</c> has.</summary>
    private static readonly TimeSpan StartLimit = TimeSpan.FromSeconds(FullRun.IsOn ? 15 : 60);

    private readonly RunningAppHost _appHost = bare.AppHost;

    [Fact]
    public void Both_nodes_answer_soon() =>
        Assert.True(_appHost.StartTime < StartLimit, $"{_appHost.StartTime.TotalSeconds:0.0} s");

    [Theory]
    [InlineData("chat-a", "127.18.0.11")]
    [InlineData("chat-b", "127.18.0.22")]
    public async Task Each_node_knows_its_name_its_address_and_the_dashboard(string name, string address) =>
        Assert.Equal(
            $$"""{"name":"{{name}}","address":"{{address}}","dashboard":"http://localhost:15888"}""",
            await Chat.NodeAsync(name == "chat-a" ? Chat.A : Chat.B));

    [Fact]
    public async Task A_message_posted_to_one_node_arrives_on_the_other()
    {
        var text = $"from a to b, {Guid.NewGuid()}";

        var message = await Chat.SendAcrossAsync(text);

        Assert.Equal(text, message.Json.GetProperty("text").GetString());
        Assert.Equal("chat-a", message.Json.GetProperty("node").GetString());
    }

    [Fact]
    public async Task One_trace_in_the_dashboard_holds_both_nodes_and_the_Redis_command()
    {
        var traceId = await Chat.SendTracedAsync("traced");

        await _appHost.TraceIsCompleteAsync(traceId);
    }

    [Fact]
    public async Task Background_commands_of_the_nodes_make_no_traces()
    {
        await _appHost.TraceIsCompleteAsync(await Chat.SendTracedAsync("flushes the commands before it"));

        var traces = await AspireCli.TracesAsync(_appHost.Dashboard);

        Assert.Contains("chat-b", traces, StringComparison.Ordinal);
        Assert.DoesNotContain("PING", traces, StringComparison.Ordinal); // each node checks Redis twice a second
    }

    [Fact]
    public async Task The_Resources_page_shows_all_resources_running_and_no_message_bar()
    {
        await using var browser = await Dashboard.OpenAsync(_appHost.Dashboard);

        await browser.WaitForTextAsync("/", "redis", "chat-a", "chat-b");
        await browser.Page.WaitForFunctionAsync("() => document.body.innerText.split('Running').length > 3");

        Assert.Equal(0, await browser.Page.Locator("fluent-message-bar, .fluent-messagebar").CountAsync());
        Assert.DoesNotContain("certificate", await browser.Page.InnerTextAsync("body"), StringComparison.OrdinalIgnoreCase);
        await browser.SaveAsync("resources.png");
    }
}
