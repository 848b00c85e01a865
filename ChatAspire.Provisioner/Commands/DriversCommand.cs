using System.CommandLine;
using System.Diagnostics;
using ChatAspire.Lab.Spec;
using ChatAspire.Network.Inspection.Drivers;
using ChatAspire.Provisioner.CommandLine;
using ChatAspire.Provisioner.Output;
using ChatAspire.Provisioner.Progress;

namespace ChatAspire.Provisioner.Commands;

/// <summary><c>drivers [HOST]</c>: runs the test image with the drivers bridge, host and none (the chapter's section 3-2).</summary>
internal static class DriversCommand
{
    public static CliCommand Create()
    {
        var host = new Argument<string?>("host")
        {
            Description = "A host of the lab. Default: the first.",
            Arity = ArgumentArity.ZeroOrOne,
        };
        var json = new Option<bool>("--json") { Description = "Print one JSON document." };
        var verb = new CliCommand("drivers", VerbGroup.Network, "Compare the network drivers bridge, host and none (section 3-2).")
        {
            Examples = [new("chatlab drivers", "on the first host"), new("chatlab drivers host-b --json", "on another, for scripts")],
        };
        verb.Add(host);
        verb.AddAll(json);
        var lab = new LabOptions(verb);
        verb.SetBody(async (parsed, cancellation) =>
        {
            var started = Stopwatch.GetTimestamp();
            var session = lab.Read(parsed);
            var spec = session.Spec;
            var name = HostNames.Resolve(spec, parsed.GetValue(host))[0];
            IReadOnlyList<DriverFindings> found;
            using (var activity = ActivityLine.Begin($"Connecting to lab {spec.Name}…"))
            {
                await using var connected = await session.OpenAsync(cancellation);
                activity.Next($"Running {spec.Images.Test} on {name} three times…");
                var here = connected.Host(name);
                var other = connected.Hosts.First(host => host != here);
                found = await new DriverTrial(here.Host, spec.Images.Test, LabLabel.Of(spec),
                    [
                        ("the other host", other.Facts.Underlay),
                        ($"{spec.Redis.Name} on the overlay", spec.Redis.Address),
                    ]).RunAsync(cancellation);
            }

            if (parsed.GetValue(json))
            {
                Console.WriteLine(DriverReport.Json(name, spec.Images.Test, found));
            }
            else
            {
                DriverReport.Write(Terminal.Out, name, spec.Images.Test, found);
            }

            Terminal.WriteMessage(Verdict.Drivers(name, found.Count, Stopwatch.GetElapsedTime(started)), "green");
            return ExitCodes.Success;
        });
        return verb;
    }
}
