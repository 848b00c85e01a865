using System.Text;
using System.Text.RegularExpressions;
using ChatAspire.Network.Execution;

namespace ChatAspire.Lab.Steps;

/// <summary>Formats steps as shell scripts that a reader can paste, one for each machine on which commands run.</summary>
public static class DryRunScript
{
    /// <param name="root">
    /// The directory in which this machine's script runs; paths below it are printed relative to it. Null prints absolute
    /// paths.
    /// </param>
    /// <returns>Each machine and its script, in the order in which to run them. A script follows the order of the phases.</returns>
    public static IReadOnlyList<(string Host, string Script)> For(IReadOnlyList<Phase> phases, string? root = null) =>
    [
        .. phases.SelectMany(phase => phase.HostSteps.Select(steps => (Phase: phase, Steps: steps)))
            .GroupBy(part => part.Steps.Host)
            .Select(parts => (parts.Key, Relative(Script(parts.Key, [.. parts], root), root))),
    ];

    private static string Relative(string script, string? root) =>
        root is null ? script : Regex.Replace(script, $@"{Regex.Escape(root)}(?![\w.-])", ".");

    private static string Script(string host, IReadOnlyList<(Phase Phase, HostSteps Steps)> parts, string? root)
    {
        var script = new StringBuilder($"#!/bin/sh\n{Header(host, parts, root)}\n");
        var phase = "";
        foreach (var (part, step) in parts.SelectMany(part => part.Steps.Steps.Select(step => (part, step))))
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
                script.Append(command.ToShell()).Append('\n');
            }
        }

        return script.ToString();
    }

    private static string Header(string host, IReadOnlyList<(Phase Phase, HostSteps Steps)> parts, string? root)
    {
        if (parts.SelectMany(part => part.Steps.Steps).Any(step => step.Apply.Any(command => command is ApiCall)))
        {
            return $"# {host}: for reading. The calls of `chatlab up` for a new lab, as the AWS CLI makes them;\n"
                + "# words in capitals stand for ids and addresses that are known only when they run.";
        }

        var where = host != LocalMachine.LocalName ? $"Run as root on {host}."
            : $"Run this first{(root is null ? "" : ", in the repository's folder")}.";
        return $"# {host}: the commands of `chatlab up` for a new lab. {where}\nset -eu";
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
