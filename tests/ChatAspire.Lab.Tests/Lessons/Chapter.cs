using System.Runtime.CompilerServices;

namespace ChatAspire.Lab.Tests.Lessons;

/// <summary>Reads the chapter's published list of commands: <c>chapter-3.md</c> beside this file.</summary>
internal static class Chapter
{
    /// <summary>The host of sections that name none, because they use only one.</summary>
    private const string FirstHost = "host-a";

    /// <summary>Reads every command, in order.</summary>
    // ### 3-5 マルチホストネットワークの構築
    // - ホスト A
    // ```sh
    // docker network create --attachable=true \
    // --subnet 172.18.0.0/16 \
    // …
    public static IReadOnlyList<(string Section, string Host, string Command)> Commands()
    {
        List<(string, string, string)> commands = [];
        var (section, host, inside, command) = ("", FirstHost, false, "");
        foreach (var line in File.ReadLines(Path.Combine(Folder(), "chapter-3.md")))
        {
            if (line.StartsWith("```", StringComparison.Ordinal))
            {
                inside = !inside;
            }
            else if (line.StartsWith("### ", StringComparison.Ordinal))
            {
                (section, host) = (line.Split(' ')[1], FirstHost);
            }
            else if (line.StartsWith("- ホスト ", StringComparison.Ordinal))
            {
                host = $"host-{char.ToLowerInvariant(line[^1])}";
            }
            else if (inside && line.Trim().Length > 0)
            {
                command += (command.Length > 0 ? "\n" : "") + line.TrimEnd();
                if (!command.EndsWith('\\'))
                {
                    commands.Add((section, host, command));
                    command = "";
                }
            }
        }

        return commands;
    }

    private static string Folder([CallerFilePath] string here = "") => Path.GetDirectoryName(here)!;
}
