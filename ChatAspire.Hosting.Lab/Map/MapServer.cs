using System.Collections.Concurrent;
using System.Net;
using System.Net.Mime;
using ChatAspire.Network.Walk.Output;
using ChatAspire.Network.Walk.Output.Page;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace ChatAspire.Hosting.Lab.Map;

/// <summary>Serves the live maps of labs and the pages of walks on a free port of 127.0.0.1; starts with the first page.</summary>
internal sealed class MapServer : IAsyncDisposable
{
    private readonly LoopbackGuard _guard = new();
    private readonly ConcurrentDictionary<string, LiveMap> _maps = new();
    private readonly WalkPages _walks = new();
    private readonly Lazy<Task<WebApplication>> _app;

    public MapServer() => _app = new(StartAsync);

    /// <summary>Adds the map of a lab.</summary>
    /// <returns>The URL of the map's page.</returns>
    public async Task<Uri> AddAsync(string lab, LiveMap map)
    {
        _maps[lab] = map;
        return await UrlAsync($"labs/{Uri.EscapeDataString(lab)}/");
    }

    /// <summary>Adds a page of walks, which is discarded after a number of later ones (<see cref="WalkPages"/>).</summary>
    /// <returns>The URL of the page.</returns>
    public Task<Uri> AddAsync(IReadOnlyList<WalkReport> walks)
    {
        using var page = new MemoryStream();
        WalkPage.Write(page, walks);
        return UrlAsync($"walks/{_walks.Add(page.ToArray())}");
    }

    public async ValueTask DisposeAsync()
    {
        if (_app.IsValueCreated)
        {
            await using var app = await _app.Value;
            await app.StopAsync();
        }
    }

    private async Task<Uri> UrlAsync(string path)
    {
        var app = await _app.Value;
        var address = app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single();
        return new Uri($"{address}/{_guard.Token}/{path}");
    }

    private async Task<WebApplication> StartAsync()
    {
        // An empty builder, because the AppHost's configuration would make this server listen at the dashboard's ASPNETCORE_URLS.
        var builder = WebApplication.CreateEmptyBuilder(new());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(options => options.Listen(IPAddress.Loopback, 0));
        builder.Services.AddRoutingCore();
        var app = builder.Build();
        app.Use(_guard.HandleAsync);
        app.UseRouting();
        var pages = app.MapGroup($"/{_guard.Token}");
        pages.MapGet("/labs/{lab}/", (string lab) => Map(lab, map => Results.Bytes(map.Page, MediaTypeNames.Text.Html)));
        pages.MapGet("/labs/{lab}/events", (string lab, HttpContext request) =>
            Map(lab, map => Results.ServerSentEvents(map.EventsAsync(Ending(app, request)))));
        pages.MapGet("/labs/{lab}/packets", (string lab, string from, string to, HttpContext request) =>
            Map(lab, map => Results.ServerSentEvents(map.Packets.FollowAsync(from, to, Ending(app, request)))));
        pages.MapGet("/walks/{id}", (string id) => _walks.Find(id) is { } page
            ? Results.Bytes(page, MediaTypeNames.Text.Html)
            : Results.NotFound());
        await app.StartAsync();
        return app;
    }

    private IResult Map(string lab, Func<LiveMap, IResult> answer) =>
        _maps.TryGetValue(lab, out var map) ? answer(map) : Results.NotFound();

    /// <summary>Returns a token that is cancelled when the page is closed or the server stops.</summary>
    private static CancellationToken Ending(WebApplication app, HttpContext request)
    {
        var ending = CancellationTokenSource.CreateLinkedTokenSource(request.RequestAborted, app.Lifetime.ApplicationStopping);
        request.Response.RegisterForDispose(ending);
        return ending.Token;
    }
}
