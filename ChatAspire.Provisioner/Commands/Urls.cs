using ChatAspire.Lab.Hosts;
using ChatAspire.Lab.Spec;

namespace ChatAspire.Provisioner.Commands;

/// <summary>Where the user finds what stands.</summary>
internal static class Urls
{
    public static IEnumerable<string> Of(LabSpec spec, IEnumerable<HostFacts> hosts)
    {
        var published = hosts.ToDictionary(host => host.Name, host => host.Published);
        foreach (var chat in spec.Chat.Where(chat => published.ContainsKey(chat.Host)))
        {
            yield return $"{chat.Name,-10} {published[chat.Host][chat.Publish]}";
        }

        if (published.Count > 0)
        {
            yield return $"{spec.Dashboard.Name,-10} http://localhost:{DashboardSpec.PagePort} while `chatlab dashboard` runs: it opens a tunnel to {spec.Dashboard.Host}, and prints the login URL";
        }
    }
}
