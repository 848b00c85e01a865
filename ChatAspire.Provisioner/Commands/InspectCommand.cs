using System.CommandLine;
using ChatAspire.Network.Drawing;
using ChatAspire.Network.Inspection;
using ChatAspire.Network.Inspection.Picture;
using ChatAspire.Network.Inspection.Report;

namespace ChatAspire.Provisioner.Commands;

/// <summary><c>inspect [HOST]</c>: the chapter's 3-1, what stands on a host and how it hangs together.</summary>
internal static class InspectCommand
{
    public static Command Create()
    {
        var host = new Argument<string?>("host") { Description = "A host of the lab. Default: all of them.", Arity = ArgumentArity.ZeroOrOne };
        var json = new Option<bool>("--json") { Description = "Report as JSON, an object a host and line." };
        var picture = new Option<string?>("--picture") { Description = "Draw it, into a file that ends in .svg or .html.", HelpName = "FILE" };
        var verb = new Command("inspect", "Show the network of the hosts: namespaces, veth pairs, bridges, VXLAN, rules (section 3-1).") { host, json, picture };
        var lab = new LabOptions(verb);
        verb.SetAction((parsed, cancellation) => CliHost.GuardAsync(async () =>
        {
            var session = lab.Read(parsed);
            var names = HostNames.Wanted(session.Spec, parsed.GetValue(host));
            using var file = parsed.GetValue(picture) is { } path ? PictureFile.Open(path) : null;
            await using var connected = await session.OpenAsync(cancellation);
            var maps = await Task.WhenAll(names.Select(name => HostNetwork.ReadAsync(connected.Host(name).Host, sideBySide: true, cancellation)));

            if (parsed.GetValue(json))
            {
                foreach (var map in maps)
                    Console.WriteLine(InspectionJson.Of(map));
            }
            else if (file is null)
            {
                HostReport.Write(Terminal.Wide(), maps);
            }

            file?.Write(InspectionPicture.Svg(maps), InspectionPicture.Title(maps));
            return CliHost.Done;
        }));
        return verb;
    }
}
