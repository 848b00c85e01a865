//  browser ──► chat-a 127.18.0.11:5000 ──┐
//                                        ├──► redis 127.18.0.100:6379        traces, metrics, logs ──► dashboard
//  browser ──► chat-b 127.18.0.22:5000 ──┘
//
//  --lab, aspire deploy, aspire destroy:   host-a ◄── VXLAN ──► host-b

using ChatAspire.AppHost;
using ChatAspire.Hosting.Lab;
using ChatAspire.Lab.Hosts.Ec2;
using ChatAspire.Lab.Lifecycle;
using ChatAspire.Lab.Spec;
using ChatAspire.Network.Execution;
using Microsoft.Extensions.Configuration;

try
{
    var commandLine = AppHostCommandLine.Parse(args);
    if (AppHostCommandLine.Report(commandLine) is { } exitCode)
    {
        return exitCode;
    }

    var builder = DistributedApplication.CreateBuilder(args);
    var options = AppHostOptions.From(commandLine, builder.Configuration.GetConnectionString(RedisResources.ConnectionName));
    var lab = LabSpec.Load(options.LabFile ?? Path.GetFullPath("../lab.json", builder.AppHostDirectory));
    if (options.Lab || builder.ExecutionContext.IsPublishMode)
    {
        if (builder.ExecutionContext.IsRunMode)
        {
            Preflight.Check([], name => builder.Configuration[name]);
        }

        await builder.AddLabAsync(LabSession.Create(lab, options.Hosts, Ec2OptionValues.None));
    }
    else
    {
        await builder.AddChatAsync(lab, options.Redis);
    }

    await builder.Build().RunAsync();
    return 0;
}
catch (Exception e) when (e is CannotStartException or UserErrorException)
{
    Console.Error.WriteLine(ErrorText.Of(e));
    return AppHostCommandLine.CannotStart;
}
