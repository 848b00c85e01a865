using ChatAspire.Lab.Hosts;
using ChatAspire.Lab.Spec;

namespace ChatAspire.Provisioner.Output;

/// <summary>The addresses at which the user reaches a running lab.</summary>
internal static class ChatUrls
{
    /// <summary>The dashboard's address while <c>chatlab dashboard</c> runs; its port may then be another if this one is in use.</summary>
    public static readonly string Dashboard = $"http://localhost:{DashboardSpec.PagePort}";

    /// <returns>The name of each chat node on a connected host, and its URL, in the order of lab.json.</returns>
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

    /// <summary>A line for each URL; none where no host is connected.</summary>
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

    /// <summary>The page of a trace.</summary>
    public static string Trace(string id) => $"{Dashboard}/traces/detail/{id}";
}
