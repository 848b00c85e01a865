using ChatAspire.Lab.Hosts;
using ChatAspire.Lab.Spec;

namespace ChatAspire.Provisioner.Output;

/// <summary>The URLs by which the user reaches a running lab: its chat nodes and its dashboard.</summary>
internal static class ChatUrls
{
    /// <summary>The dashboard's URL while <c>chatlab dashboard</c> runs; that verb uses another port if this one is in use.</summary>
    public static readonly string Dashboard = $"http://localhost:{DashboardSpec.PagePort}";

    /// <summary>Returns the URL of each chat node on a connected host by the node's name, in the order of lab.json.</summary>
    public static IReadOnlyDictionary<string, string> Of(LabSpec spec, IEnumerable<HostFacts> hosts)
    {
        var published = hosts.ToDictionary(host => host.Name, host => host.Published);
        var urls = new OrderedDictionary<string, string>();
        foreach (var chat in spec.Chat.Where(chat => published.ContainsKey(chat.Host)))
        {
            urls[chat.Name] = $"{published[chat.Host][chat.Publish]}";
        }

        return urls;
    }

    /// <summary>Returns a line with name and URL for each chat node and the dashboard; none if no host is connected.</summary>
    public static IEnumerable<string> Lines(LabSpec spec, IReadOnlyCollection<HostFacts> hosts)
    {
        if (hosts.Count == 0)
        {
            return [];
        }

        List<(string Name, string Place)> rows =
        [
            .. Of(spec, hosts).Select(url => (url.Key, url.Value)),
            (spec.Dashboard.Name, $"{Dashboard} while `chatlab dashboard` runs"),
        ];
        var width = rows.Max(row => row.Name.Length);
        return rows.Select(row => $"  {row.Name.PadRight(width)}  {row.Place}");
    }

    /// <summary>Returns the URL of a trace's page, by the trace id.</summary>
    public static string Trace(string id) => $"{Dashboard}/traces/detail/{id}";
}
