using System.Text.RegularExpressions;
using ChatAspire.Lab.Spec;
using ChatAspire.Lab.Steps;
using ChatAspire.Network.Execution;

namespace ChatAspire.Lab.Containers;

/// <summary>Checks that a port which a container publishes is not used by another program on the host.</summary>
internal static partial class PublishedPort
{
    public static Step IsFree(ChatSpec chat) => new()
    {
        Title = $"Port {chat.Publish} belongs to {chat.Name}",
        Section = "3-6",
        Why = "Two programs cannot listen on one port; Docker would create the container, and then fail to start it.",
        Probe = Step.Ask(
            HostCommand.Shell(
                """docker ps --filter "publish=$1" --format 'container {{.Names}}'; ss -Hltnp "sport = :$1" """.TrimEnd(),
                $"{chat.Publish}"),
            result => Holder(result.Check().Output) is { } holder && holder != $"container {chat.Name}"
                ? Finding.Blocked(
                    $"{holder} holds port {chat.Publish} of {chat.Host}",
                        $"Stop it, or give {chat.Name} another port: \"publish\" in $.chat of lab.json.")
                : Finding.Satisfied()),
    };

    // container chat-a
    // LISTEN 0      4096   0.0.0.0:5000   0.0.0.0:*    users:(("docker-proxy",pid=4242,fd=4))
    private static string? Holder(string found)
    {
        if (found.Split('\n', StringSplitOptions.RemoveEmptyEntries) is not [var first, ..])
        {
            return null;
        }

        if (first.StartsWith("container ", StringComparison.Ordinal))
        {
            return first;
        }

        return User().Match(first) is { Success: true } user
            ? $"{user.Groups["program"].Value} (process {user.Groups["pid"].Value})"
            : "another program";
    }

    [GeneratedRegex("""\(\("(?<program>[^"]+)",pid=(?<pid>\d+)""")]
    private static partial Regex User();
}
