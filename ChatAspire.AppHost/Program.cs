//  browser ──► chat-a 127.18.0.11:5000 ──┐
//                                        ├──► redis 127.18.0.100:6379        traces, metrics, logs ──► dashboard
//  browser ──► chat-b 127.18.0.22:5000 ──┘
//
//  --lab, aspire deploy, aspire destroy:   host-a ◄── VXLAN ──► host-b

using ChatAspire.AppHost;
using ChatAspire.Hosting.Lab;
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
    var labFile = options.LabFile is { } given ? Path.GetFullPath(given) : Path.GetFullPath("../lab.json", builder.AppHostDirectory);
    if (options.Lab || builder.ExecutionContext.IsPublishMode)
    {
        if (builder.ExecutionContext.IsRunMode)
        {
            Preflight.Check([], name => builder.Configuration[name]);
        }

        builder.AddLab("lab", labFile, options.Hosts);
    }
    else
    {
        await builder.AddChatAsync(LabSpec.Load(labFile), options.Redis);
    }

    await builder.Build().RunAsync();
    return 0;
}
catch (Exception e) when (e is CannotStartException or UserErrorException)
{
    Console.Error.WriteLine(ErrorText.Of(e));
    return AppHostCommandLine.CannotStart;
}
