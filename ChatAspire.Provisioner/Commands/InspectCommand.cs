using System.CommandLine;
using System.Diagnostics;
using ChatAspire.Network.Drawing;
using ChatAspire.Network.Hosts;
using ChatAspire.Network.Inspection;
using ChatAspire.Network.Inspection.Picture;
using ChatAspire.Network.Inspection.Report;
using ChatAspire.Provisioner.CommandLine;
using ChatAspire.Provisioner.Output;
using ChatAspire.Provisioner.Progress;

namespace ChatAspire.Provisioner.Commands;

/// <summary><c>inspect [HOST]</c>: shows a host's network as tables, JSON or a picture (the chapter's section 3-1).</summary>
internal static class InspectCommand
{
    public static CliCommand Create()
    {
        var host = new Argument<string?>("host")
        {
            Description = "A host of the lab, or one named by --host. Default: all of them.",
            Arity = ArgumentArity.ZeroOrOne,
        };
        var json = new Option<bool>("--json") { Description = "Print one JSON document." };
        var picture = new Option<string?>("--picture")
        {
            Description = "Write a picture to FILE (.svg or .html) instead of printing tables.",
            HelpName = "FILE",
        };
        var verb = new CliCommand("inspect", VerbGroup.Network, "Show a host's network: namespaces, bridges, VXLAN, rules (section 3-1).")
        {
            Examples =
            [
                new("chatlab inspect", "the lab's hosts; without a lab, this machine"),
                new("chatlab inspect host-a", "tables of one host"),
                new("chatlab inspect --host ssh://root@vm1", "any Docker host"),
                new("chatlab inspect --picture lab.html", "a picture of all hosts"),
                new("chatlab inspect --json | jq '.hosts[].containers[].name'", "for scripts"),
            ],
        };
        verb.Add(host);
        verb.AddAll(json, picture);
        var options = new TargetOptions(verb);
        verb.SetBody(async (parsed, cancellation) =>
        {
            var started = Stopwatch.GetTimestamp();
            using var file = parsed.GetValue(picture) is { } path ? PictureFile.Open(path) : null;
            await using var target = await options.OpenAsync(
                parsed, needsLab: false, parsed.GetValue(host), HostTool.ForInspection, cancellation);
            var names = HostNames.Resolve(target.Names, parsed.GetValue(host));
            HostNetwork[] networks;
            using (ActivityLine.Begin($"Reading the network of {string.Join(" and ", names)}…"))
            {
                networks = await Task.WhenAll(
                    names.Select(name => HostNetwork.ReadAsync(target.Runner(name), parallel: true, cancellation)));
            }

            if (parsed.GetValue(json))
            {
                Console.WriteLine(InspectionJson.Of(target.Lab?.Spec.Name, networks));
            }
            else if (file is null)
            {
                HostReport.Write(Terminal.Out, networks);
            }

            if (file is not null)
            {
                file.Write(InspectionPicture.Svg(networks), InspectionPicture.Title(networks));
                FileNotice.Write("picture", parsed.GetValue(picture)!);
            }

            Terminal.WriteMessage(
                Verdict.Inspect(
                    networks.Length, networks.Sum(network => network.Containers.Count), Stopwatch.GetElapsedTime(started)), "green");
            return ExitCodes.Success;
        });
        return verb;
    }
}
