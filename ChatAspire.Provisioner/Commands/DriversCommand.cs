using System.CommandLine;
using ChatAspire.Lab.Lifecycle;
using ChatAspire.Lab.Spec;
using ChatAspire.Lab.State;
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
            var (spec, directory, source) = lab.Read(parsed);
            var name = HostNames.Wanted(spec, parsed.GetValue(host))[0];
            await using var run = new LabRun(spec, source, new LabPlan(spec, LabSecrets.Of(directory)), _ => { });
            await run.ConnectAsync(cancellation);
            var here = run.Hosts.Single(standing => standing.Name == name);
            var other = run.Hosts.First(standing => standing != here);
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
