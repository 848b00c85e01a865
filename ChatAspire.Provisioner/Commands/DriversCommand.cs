using System.CommandLine;
using ChatAspire.Lab.Spec;
using ChatAspire.Network.Inspection.Drivers;

namespace ChatAspire.Provisioner.Commands;

/// <summary><c>drivers [HOST]</c>: the chapter's 3-2, one image under bridge, host and none.</summary>
internal static class DriversCommand
{
    public static Command Create()
    {
        var host = new Argument<string?>("host") { Description = "A host of the lab. Default: the first.", Arity = ArgumentArity.ZeroOrOne };
        var json = new Option<bool>("--json") { Description = "Report as JSON." };
        var verb = new Command("drivers", "Run the test image under the drivers bridge, host and none, side by side (section 3-2).") { host, json };
        var lab = new LabOptions(verb);
        verb.SetAction((parsed, cancellation) => CliHost.GuardAsync(async () =>
        {
            var session = lab.Read(parsed);
            var spec = session.Spec;
            var name = HostNames.Wanted(spec, parsed.GetValue(host))[0];
            await using var connected = await session.OpenAsync(cancellation);
            var here = connected.Host(name);
            var other = connected.Hosts.First(host => host != here);
            var found = await new DriverTrial(here.Host, spec.Images.Test, LabLabel.Of(spec),
                [("the other host", other.Facts.Underlay), ($"{spec.Redis.Name} on the overlay", spec.Redis.Address)]).RunAsync(cancellation);
            if (parsed.GetValue(json))
                Console.WriteLine(DriverReport.Json(name, spec.Images.Test, found));
            else
                DriverReport.Write(Terminal.Wide(), name, spec.Images.Test, found);
            return CliHost.Done;
        }));
        return verb;
    }
}
