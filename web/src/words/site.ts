// The words of the script that every page loads.

import { language } from "../place";

const en = {
  signIn: "Sign in",
  development: "An identity for development, which this browser keeps",
  signOut: "Sign out",
  signOutHere: "Sign out (development)",
  me: "My page",
  ended: "Your session has ended.",
  noAnswer: "The canister does not answer.",
  nothing: "Nothing found",
  own: (time: string, zone: string) => `${time} by your clock (${zone})`,
};

const zh: typeof en = {
  signIn: "登录",
  development: "由此浏览器保存的开发用身份",
  signOut: "退出",
  signOutHere: "退出（开发用）",
  me: "我的页面",
  ended: "会话已结束。",
  noAnswer: "容器没有回应。",
  nothing: "没有找到",
  own: (time, zone) => `按您的时钟：${time}（${zone}）`,
};

export const words = language === "zh" ? zh : en;
