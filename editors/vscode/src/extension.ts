// Starts `segql lsp` for the files of the workspace and says what to do where it cannot.

import { existsSync } from "node:fs";
import { spawn } from "node:child_process";
import * as path from "node:path";
import * as vscode from "vscode";
import { LanguageClient, LanguageClientOptions, ServerOptions } from "vscode-languageclient/node";

const INSTALL = "pip install 'segql[lsp]'";

let client: LanguageClient | undefined;
let output: vscode.OutputChannel;

export async function activate(context: vscode.ExtensionContext): Promise<void> {
  output = vscode.window.createOutputChannel("SegQL");
  context.subscriptions.push(
    output,
    vscode.commands.registerCommand("segql.restart", restart),
    vscode.commands.registerCommand("segql.showOutput", () => output.show()),
    vscode.workspace.onDidChangeConfiguration(async (event) => {
      if (event.affectsConfiguration("segql.path")) {
        await restart();
      }
    }),
    vscode.workspace.onDidGrantWorkspaceTrust(restart),
  );
  await start();
}

export async function deactivate(): Promise<void> {
  await client?.stop();
}

async function restart(): Promise<void> {
  await client?.stop().catch(() => undefined);
  client = undefined;
  await start();
}

async function start(): Promise<void> {
  if (!vscode.workspace.isTrusted) {
    return;
  }
  const program = findProgram();
  const trouble = await tryProgram(program);
  if (trouble !== undefined) {
    await tell(program, trouble);
    return;
  }
  const server: ServerOptions = { command: program, args: ["lsp"], options: { cwd: folder() } };
  const options: LanguageClientOptions = {
    documentSelector: [{ scheme: "file", language: "segql" }],
    initializationOptions: { counts: setting("counts") },
    outputChannel: output,
    synchronize: { configurationSection: "segql" },
  };
  client = new LanguageClient("segql", "SegQL", server, options);
  await client.start();
}

function setting(name: string): string {
  return vscode.workspace.getConfiguration("segql").get<string>(name, "");
}

function folder(): string | undefined {
  return vscode.workspace.workspaceFolders?.[0]?.uri.fsPath;
}

/** The program of the setting, of the folder's virtual environment, or of the search path. */
function findProgram(): string {
  const root = folder() ?? "";
  const chosen = setting("path").replace("${workspaceFolder}", root);
  if (chosen !== "") {
    return chosen;
  }
  const inside = process.platform === "win32" ? ["Scripts", "segql.exe"] : ["bin", "segql"];
  for (const environment of [".venv", "venv"]) {
    const candidate = path.join(root, environment, ...inside);
    if (root !== "" && existsSync(candidate)) {
      return candidate;
    }
  }
  return "segql";
}

/** What is wrong with a program, in a sentence; undefined where it can be started. */
function tryProgram(program: string): Promise<string | undefined> {
  return new Promise((resolve) => {
    const child = spawn(program, ["lsp", "--check"], { cwd: folder() });
    let said = "";
    child.stderr.on("data", (data: Buffer) => (said += data.toString()));
    child.on("error", () => resolve(`SegQL is not installed: there is no program ${program}.`));
    child.on("close", (code) => {
      if (said !== "") {
        output.appendLine(said.trimEnd());
      }
      resolve(code === 0 ? undefined : "SegQL is installed without its language server.");
    });
  });
}

async function tell(program: string, trouble: string): Promise<void> {
  output.appendLine(`${trouble} Tried: ${program}`);
  const copy = "Copy the command";
  const settings = "Choose the program";
  const answer = await vscode.window.showWarningMessage(
    `${trouble} Install it with ${INSTALL}, or say where it is.`,
    copy,
    settings,
  );
  if (answer === copy) {
    await vscode.env.clipboard.writeText(INSTALL);
  } else if (answer === settings) {
    await vscode.commands.executeCommand("workbench.action.openSettings", "segql.path");
  }
}
