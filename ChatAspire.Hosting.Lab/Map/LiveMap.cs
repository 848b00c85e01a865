using System.Collections.Concurrent;
using System.Net.ServerSentEvents;
using System.Runtime.CompilerServices;
using System.Text.Json;
using System.Threading.Channels;
using ChatAspire.Hosting.Lab.Observation;
using ChatAspire.Network.Drawing.Map;
using ChatAspire.Network.Execution;
using ChatAspire.Network.Inspection;
using ChatAspire.Network.Inspection.Report;
using ChatAspire.Network.Walk.Output;
using ChatAspire.Network.Walk.Output.Json;

namespace ChatAspire.Hosting.Lab.Map;

/// <summary>The live map of a lab. Reads the hosts only while a page is open; all open pages share each reading.</summary>
internal sealed class LiveMap(LabResource lab, LabWatch watch)
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(2);

    private readonly ConcurrentDictionary<Channel<SseItem<string>>, bool> _pages = new();
    private readonly Lazy<byte[]> _page = new(() => WritePage(lab.Session.Spec.Name));
    private Task<string>? _map;
    private long _read;

    /// <summary>The HTML page, in UTF-8.</summary>
    public byte[] Page => _page.Value;

    /// <summary>The source of packets of existing traffic.</summary>
    public MapPackets Packets { get; } = new(lab, watch);

    /// <summary>Shows a walk on all open pages.</summary>
    public void Show(IReadOnlyList<WalkReport> reports)
    {
        using var json = new MemoryStream();
        WalkJson.WriteEmbedded(json, reports);
        var item = new SseItem<string>(System.Text.Encoding.UTF8.GetString(json.ToArray()), "walk");
        foreach (var page in _pages.Keys)
        {
            page.Writer.TryWrite(item);
        }
    }

    /// <summary>
    /// Yields events until the page is closed: the map (<c>map</c>), first and after each change, and walks (<c>walk</c>).
    /// </summary>
    public async IAsyncEnumerable<SseItem<string>> EventsAsync([EnumeratorCancellation] CancellationToken closed)
    {
        var walks = Channel.CreateUnbounded<SseItem<string>>();
        _pages[walks] = true;
        try
        {
            var shown = "";
            var arriving = walks.Reader.WaitToReadAsync(closed).AsTask();
            while (!closed.IsCancellationRequested)
            {
                var map = await MapAsync().WaitAsync(closed);
                if (map != shown)
                {
                    yield return new SseItem<string>(shown = map, "map");
                }

                if (await Task.WhenAny(arriving, Task.Delay(Interval, closed)) != arriving)
                {
                    continue;
                }

                while (walks.Reader.TryRead(out var walk))
                {
                    yield return walk;
                }

                arriving = walks.Reader.WaitToReadAsync(closed).AsTask();
            }
        }
        finally
        {
            _pages.TryRemove(walks, out _);
        }
    }

    /// <summary>Returns the map as JSON, from the last reading or, if that is older than <see cref="Interval"/>, from a new one.</summary>
    private Task<string> MapAsync()
    {
        lock (_pages)
        {
            if (_map is null || _map.IsCompleted && TimeProvider.System.GetElapsedTime(_read) >= Interval)
            {
                (_map, _read) = (ReadAsync(), TimeProvider.System.GetTimestamp());
            }

            return _map;
        }
    }

    private async Task<string> ReadAsync()
    {
        var hosts = new List<HostNetwork>();
        foreach (var host in lab.Hosts)
        {
            hosts.AddRange(await TryReadAsync(host.Name) is { } network ? [network] : []);
        }

        return $$"""{"state":{{JsonSerializer.Serialize(watch.State.Text)}},"map":{{InspectionJson.Of(lab.Name, hosts)}}}""";
    }

    /// <returns>The host's network; null if the host does not answer or is being removed.</returns>
    private async Task<HostNetwork?> TryReadAsync(string host)
    {
        try
        {
            return await HostNetwork.ReadAsync(watch.Host(host), parallel: false, CancellationToken.None);
        }
        catch (Exception e) when (e is UserErrorException or ObjectDisposedException)
        {
            return null;
        }
    }

    private static byte[] WritePage(string name)
    {
        using var page = new MemoryStream();
        var script = Resource("networks.js") + Resource("rules.js") + Resource("live.js");
        new MapPage(name, Resource("live.html"), script, "'self'").Write(page, writeData: null);
        return page.ToArray();
    }

    private static string Resource(string name)
    {
        using var file = new StreamReader(typeof(LiveMap).Assembly.GetManifestResourceStream($"map/{name}")
            ?? throw new InvalidOperationException($"map/{name} is not embedded"));
        return file.ReadToEnd();
    }
}
