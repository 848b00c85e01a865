using System.Net;
using ChatAspire.Hosting.Lab.Map;

namespace ChatAspire.AppHost.Tests;

/// <summary>The server of maps answers its own pages only.</summary>
public sealed class MapServerTests
{
    [Fact]
    public async Task A_page_is_served_on_loopback_to_those_who_know_the_token()
    {
        await using var server = new MapServer();
        var page = await server.AddAsync([]);
        using var client = new HttpClient();

        var answer = await client.GetAsync(page, TestContext.Current.CancellationToken);

        Assert.Equal(("127.0.0.1", HttpStatusCode.OK), (page.Host, answer.StatusCode));
        Assert.Equal("text/html", answer.Content.Headers.ContentType?.MediaType);
        Assert.Equal("frame-ancestors 'none'", Assert.Single(answer.Headers.GetValues("Content-Security-Policy")));
        Assert.Equal("no-store", answer.Headers.CacheControl?.ToString());
        Assert.Equal("no-referrer", Assert.Single(answer.Headers.GetValues("Referrer-Policy")));
        Assert.Contains("<script type=\"application/json\" id=\"data\">{\"walks\":[]}</script>",
            await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("GET", "", "attacker.example", HttpStatusCode.MisdirectedRequest)]
    [InlineData("GET", "", "localhost", HttpStatusCode.MisdirectedRequest)]
    [InlineData("POST", "", null, HttpStatusCode.MethodNotAllowed)]
    [InlineData("OPTIONS", "", null, HttpStatusCode.MethodNotAllowed)]
    [InlineData("GET", "/", null, HttpStatusCode.NotFound)]
    [InlineData("GET", "/00000000000000000000000000000000/walks/x", null, HttpStatusCode.NotFound)]
    [InlineData("GET", "/00000000000000000000000000000000/labs/lab/events", null, HttpStatusCode.NotFound)]
    public async Task Other_requests_are_refused(string method, string path, string? host, HttpStatusCode status)
    {
        await using var server = new MapServer();
        var page = await server.AddAsync([]);
        using var client = new HttpClient();
        using var request = new HttpRequestMessage(new HttpMethod(method), path.Length == 0 ? page : new Uri(page, path));
        request.Headers.Host = host is null ? null : $"{host}:{page.Port}";

        var answer = await client.SendAsync(request, TestContext.Current.CancellationToken);

        Assert.Equal(status, answer.StatusCode);
        Assert.Empty(await answer.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task The_oldest_pages_are_forgotten()
    {
        await using var server = new MapServer();
        var first = await server.AddAsync([]);
        var second = await server.AddAsync([]);
        for (var i = 0; i < 29; i++)
        {
            await server.AddAsync([]);
        }

        using var client = new HttpClient();
        Assert.Equal(HttpStatusCode.NotFound, (await client.GetAsync(first, TestContext.Current.CancellationToken)).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await client.GetAsync(second, TestContext.Current.CancellationToken)).StatusCode);
    }
}
