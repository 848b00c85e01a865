using ChatAspire.Testing;

namespace ChatAspire.AppHost.Tests;

/// <summary>
/// Takes the README's pictures of the dashboard into <c>docs/images</c>. Runs only on request:
/// <c>dotnet run --project tests/ChatAspire.AppHost.Tests -- -explicit only -class "*Pictures"</c>
/// </summary>
[Collection(FixedAddresses.Name)]
public sealed class Pictures(BareAppHost bare) : IClassFixture<BareAppHost>
{
    [Fact(Explicit = true)]
    public async Task The_trace_of_a_message_across_both_nodes()
    {
        var traceId = await Chat.SendTracedAsync("hello from chat-a");
        await bare.AppHost.TraceIsCompleteAsync(traceId);

        await using var dashboard = await Dashboard.OpenAsync(bare.AppHost.Dashboard);
        await dashboard.WaitForTextAsync($"/traces/detail/{traceId}", "chat-b", "EVAL");
        await dashboard.Page.ScreenshotAsync(new() { Path = Path.Combine(Repository.Root, "docs", "images", "dashboard-trace.png") });
    }
}
