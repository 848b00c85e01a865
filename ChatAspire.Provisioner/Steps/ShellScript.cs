using System.Text;

namespace ChatAspire.Provisioner.Steps;

/// <summary>The steps as a script that a reader could paste, one for each place where commands run.</summary>
public static class ShellScript
{
    /// <returns>Place → script, in the order of first use. Within one place, order is the phases'.</returns>
    public static IReadOnlyList<(string Host, string Script)> For(IReadOnlyList<Phase> phases) =>
    [
        .. phases.SelectMany(phase => phase.Lanes.Select(lane => (Phase: phase, Lane: lane)))
            .GroupBy(part => part.Lane.Host)
            .Select(parts => (parts.Key, Script(parts.Key, [.. parts]))),
    ];

    private static string Script(string host, IReadOnlyList<(Phase Phase, Lane Lane)> parts)
    {
        var script = new StringBuilder($"#!/bin/sh\n# {host}: what `up` runs here where nothing stands yet.\nset -eu\n");
        var phase = "";
        foreach (var (part, step) in parts.SelectMany(part => part.Lane.Steps.Select(step => (part, step))))
        {
            if (part.Phase.Title != phase)
            {
                phase = part.Phase.Title;
                script.Append($"\n# ── {phase}\n");
            }

            script.Append($"\n# {(step.Section.Length > 0 ? $"{step.Section}: " : "")}{step.Title}\n");
            foreach (var line in Wrap(step.Why))
            {
                script.Append($"#   {line}\n");
            }

            foreach (var command in step.Apply)
            {
                script.Append(command.ToScript()).Append('\n');
            }
        }

        return script.ToString();
    }

    private static IEnumerable<string> Wrap(string text)
    {
        const int Width = 96;
        var line = new StringBuilder();
        foreach (var word in text.Split(' '))
        {
            if (line.Length > 0 && line.Length + word.Length >= Width)
            {
                yield return line.ToString();
                line.Clear();
            }

            line.Append(line.Length > 0 ? " " : "").Append(word);
        }

        yield return line.ToString();
    }
}
